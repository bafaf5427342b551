import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WrongUsage } from '../command-line/command-run';
import { existing, isThere } from '../command-line/existing-file';

/** Where refused lines are written as they stood, to be mended and imported again. Made with the first of them; readable by its owner alone. */
export class RejectsFile {
  private handle: FileHandle | undefined;

  private constructor(private readonly path: string) {}

  /** @throws WrongUsage when there is such a file: it may be the one that is imported, or hold what was refused before; or when there is no such folder */
  static async at(path: string | undefined): Promise<RejectsFile | undefined> {
    if (path === undefined) return undefined;
    if (await isThere(path)) throw new WrongUsage(`${path} is there already; name a new file for --rejects`);
    await existing(dirname(path), 'folder');
    return new RejectsFile(path);
  }

  async add(line: AsyncIterable<Buffer>): Promise<void> {
    this.handle ??= await open(this.path, 'wx', 0o600);
    for await (const bytes of line) await this.handle.writeFile(bytes);
  }

  async close(): Promise<void> {
    await this.handle?.close();
  }
}
