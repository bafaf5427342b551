import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KEY_PURPOSES, type KeyName } from './key-store';

const NEWLINE = 0x0a;

/** One erased key, a line of JSON. No personal data: a subject is a report's code, or the random id of a subscriber. */
interface Erasure extends KeyName {
  readonly at: string;
}

/**
 * What was erased, outside every backup of the database: a restored key is erased again before anything is served.
 * Append-only, flushed to disk before the key itself is touched.
 */
export class ErasureList {
  private tail: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string,
    /** As the file held them when it was opened. */
    readonly erased: readonly KeyName[],
  ) {}

  /** @throws Error when a line cannot be read: an erasure that is lost would be a person who comes back */
  static async open(path: string): Promise<ErasureList> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'a+', 0o600);
    try {
      await cutUnfinishedLine(file);
    } finally {
      await file.close();
    }
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
    return new ErasureList(
      path,
      lines.map((line, index) => parse(line, path, index + 1)),
    );
  }

  /** On disk when this returns. */
  append(names: readonly KeyName[], at: Date): Promise<void> {
    const lines = names.map(({ municipalityId, subject, purpose }) => {
      const erasure: Erasure = { municipalityId, subject, purpose, at: at.toISOString() };
      return `${JSON.stringify(erasure)}\n`;
    });
    // One after the other: two writes at once could mix their lines.
    const written = this.tail.then(() => this.write(lines.join('')));
    this.tail = written.catch(() => undefined);
    return written;
  }

  private async write(text: string): Promise<void> {
    const file = await open(this.path, 'a+', 0o600);
    try {
      await cutUnfinishedLine(file);
      await file.appendFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

/** A crash or a full disk in the middle of a write leaves half a line; its erasure was never confirmed and is asked for again. */
async function cutUnfinishedLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  if (size === 0) return;
  const { buffer: last } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  if (last[0] === NEWLINE) return;
  const content = Buffer.alloc(size);
  await file.read(content, 0, size, 0);
  await file.truncate(content.lastIndexOf(NEWLINE) + 1);
  await file.sync();
}

function parse(line: string, path: string, number: number): KeyName {
  try {
    const { municipalityId, subject, purpose } = JSON.parse(line) as Partial<Erasure>;
    if (municipalityId && subject && purpose && KEY_PURPOSES.includes(purpose))
      return { municipalityId, subject, purpose };
  } catch {
    // The same answer as for a line that is JSON but no erasure.
  }
  throw new Error(
    `${path}: line ${number} is not an erasure. Restore the file: starting without it would undo erasures.`,
  );
}
