import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { assertObjectName, StoredFileMissing, StoreUnavailable, type AttachmentStore } from './attachment-store';

/** Files in a folder of this machine, readable by its owner alone. */
export class DiskStore implements AttachmentStore {
  constructor(private readonly folder: string) {}

  async put(name: string, content: Readable, bytes: number): Promise<void> {
    const path = this.pathOf(name);
    const beside = `${path}.${randomUUID()}.unfinished`;
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = createWriteStream(beside, { mode: 0o600, flush: true });
      await pipeline(content, file);
      if (file.bytesWritten !== bytes)
        throw new Error(`The file came with ${file.bytesWritten} bytes instead of ${bytes}`);
      await rename(beside, path);
      await flushFolder(dirname(path));
    } catch (error) {
      await rm(beside, { force: true }).catch(() => undefined);
      throw isOfTheDisk(error)
        ? new StoreUnavailable('The folder of attachments cannot be written', { cause: error })
        : error;
    }
  }

  async open(name: string): Promise<Readable> {
    try {
      const file = await open(this.pathOf(name), 'r');
      return file.createReadStream();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') throw new StoredFileMissing('A stored file is not there', { cause: error });
      throw isOfTheDisk(error)
        ? new StoreUnavailable('The folder of attachments cannot be read', { cause: error })
        : error;
    }
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  private pathOf(name: string): string {
    assertObjectName(name);
    return join(this.folder, ...name.split('/'));
  }
}

/** A name is there after a crash only when its folder was flushed as well. Windows cannot, and need not. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

const OF_THE_DISK = ['ENOSPC', 'EACCES', 'EPERM', 'EROFS', 'EIO', 'EDQUOT', 'EMFILE', 'ENOENT', 'ENOTDIR'];

function isOfTheDisk(error: unknown): boolean {
  return OF_THE_DISK.includes(codeOf(error) ?? '');
}
