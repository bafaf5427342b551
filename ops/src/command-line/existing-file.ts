import { access } from 'node:fs/promises';
import { WrongUsage } from './command-run';

/** A file or folder that was named on the command line. @throws WrongUsage when it is not there */
export async function existing(path: string, what: 'file' | 'folder' = 'file'): Promise<string> {
  await access(path).catch(() => {
    throw new WrongUsage(`There is no ${what} ${path}`);
  });
  return path;
}
