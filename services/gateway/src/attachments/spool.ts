import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newFileKey, opening, sealing, type FileName } from './sealed-file';

/** Milliseconds after which nobody can still be at work on what lies there. */
const LEFT_BEHIND_MS = 3_600_000;

/** A file that has arrived: on disk, under a key that only this process knows. */
export interface Spooled {
  read(): Readable;
  remove(): Promise<void>;
}

/** Where files lie, sealed, from their first byte until they were looked at. */
export class Spool {
  constructor(private readonly folder: string) {}

  /** Makes the folder, and removes what a crash left in it: nobody has its keys any more. */
  async prepare(now: number): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const { mtimeMs } = await stat(path);
      if (now - mtimeMs > LEFT_BEHIND_MS) await rm(path, { force: true });
    }
  }

  /** Writes a file as fast as the disk takes it. @param inspection sees it in plain */
  async take(file: Readable, inspection: Transform): Promise<Spooled> {
    const name: FileName = { municipalityId: 'spool', id: randomUUID(), part: 'upload' };
    const key = newFileKey();
    const path = join(this.folder, name.id);
    const remove = (): Promise<void> => rm(path, { force: true });
    try {
      await pipeline(file, inspection, sealing(key, name), createWriteStream(path, { mode: 0o600 }));
    } catch (error) {
      await remove();
      throw error;
    }
    return {
      read() {
        const sealed = createReadStream(path);
        const opened = opening(key, name);
        sealed.on('error', (error) => opened.destroy(error));
        opened.on('close', () => sealed.destroy());
        return sealed.pipe(opened);
      },
      remove,
    };
  }
}
