import { access } from 'node:fs/promises';
import { WrongUsage } from './command-run';

/** A file or folder that was named on the command line. @throws WrongUsage when it is not there */
export async function existing(path: string, what: 'file' | 'folder' = 'file'): Promise<string> {
  if (await isThere(path)) return path;
  throw new WrongUsage(`There is no ${what} ${path}`);
}

/** Whether something is there and may be reached. */
export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
