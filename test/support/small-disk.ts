import { execFile } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CHUNK = Buffer.alloc(1024 * 1024);

/** A disk of its own size, in memory, that a test can fill. Needs a mount: `scripts/what-can-be-tried.cjs` finds out whether there can be one. */
export class SmallDisk {
  private constructor(private readonly path: string) {}

  static async mount(path: string, mebibytes: number): Promise<SmallDisk> {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=755`, 'tmpfs', path], { timeout: 10_000 });
    return new SmallDisk(path);
  }

  /** Writes until there is no room for another byte. */
  async fill(): Promise<void> {
    const file = await open(join(this.path, 'filler'), 'a');
    try {
      for (;;) await file.write(CHUNK);
    } catch (error) {
      if (!isFull(error)) throw error;
    } finally {
      await file.close();
    }
  }

  async makeRoom(): Promise<void> {
    await rm(join(this.path, 'filler'));
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.path], { timeout: 10_000 });
  }
}

function isFull(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOSPC';
}
