import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { BackupFile } from './manifest';

/** Lines go to the compressor so many characters at a time: line by line it would cost more than the compression. */
const CHUNK = 256 * 1024;

/** Writes JSON lines, compressed, and only under its name once it is whole and on disk. */
export async function writeLines(
  path: string,
  lines: AsyncIterable<string>,
  signal?: AbortSignal,
): Promise<BackupFile> {
  const partial = `${path}.partial`;
  const digest = createHash('sha256');
  let count = 0;
  async function* chunks(): AsyncGenerator<string> {
    let chunk = '';
    for await (const line of lines) {
      chunk += `${line}\n`;
      count += 1;
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = '';
    }
    if (chunk !== '') yield chunk;
  }
  const counted = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      digest.update(bytes);
      done(null, bytes);
    },
  });
  const to = createWriteStream(partial, { mode: 0o600 });
  await pipeline(Readable.from(chunks()), createGzip({ level: 1 }), counted, to, signal ? { signal } : {});
  await toDisk(partial);
  await rename(partial, path);
  return { file: basename(path), lines: count, sha256: digest.digest('hex') };
}

/**
 * The lines of such a file, one at a time, and nothing read ahead but the piece that a line stands in: readline would keep a thousand lines for whoever
 * takes them slowly, whatever their length. @throws Error when it is cut or damaged
 */
export async function* readLines(path: string): AsyncGenerator<string, void, undefined> {
  const file = createReadStream(path);
  const unzipped = createGunzip({ chunkSize: CHUNK });
  const failed = pipeline(file, unzipped);
  // Awaited below, also when whoever reads has had enough.
  failed.catch(() => undefined);
  try {
    let begun = '';
    for await (const piece of unzipped.setEncoding('utf8') as AsyncIterable<string>) {
      const [end = '', ...lines] = piece.split('\n');
      begun += end;
      for (const line of lines) {
        yield begun;
        begun = line;
      }
    }
    if (begun !== '') yield begun;
    await failed;
  } finally {
    file.destroy();
    unzipped.destroy();
  }
}

/** @throws the signal's reason */
export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const digest = createHash('sha256');
  for await (const bytes of createReadStream(path)) {
    signal?.throwIfAborted();
    digest.update(bytes as Buffer);
  }
  return digest.digest('hex');
}

async function toDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
