import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/*
 * A file at rest: `SPF1 | prefix (7) | chunk ...`. Each chunk is AES-256-GCM over 64 KiB at most, with the nonce `prefix | number (4) | last (1)`
 * (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár), so that no chunk can be left out, moved or cut off unseen, and a file is
 * sealed and opened piece by piece, whatever its size.
 */

const MAGIC = Buffer.from('SPF1');
const PREFIX_BYTES = 7;
const HEADER_BYTES = MAGIC.length + PREFIX_BYTES;
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
/** Of the number in a nonce. */
const MAX_CHUNKS = 2 ** 32;

/** What a sealed file does not open with: altered, cut off, or another key's. */
export class FileSealBroken extends Error {
  override readonly name = 'FileSealBroken';
}

/** The parts of an attachment, each sealed under a key of its own that is made of the one of the attachment. */
export type FilePart = 'upload' | 'original' | 'thumbnail';

/** Which file: it opens as this one and as no other. */
export interface FileName {
  readonly municipalityId: string;
  readonly id: string;
  readonly part: FilePart;
}

export function newFileKey(): Buffer {
  return randomBytes(32);
}

/** Bytes that a file of this size has when it is sealed. */
export function sealedSize(bytes: number): number {
  return HEADER_BYTES + bytes + TAG_BYTES * Math.max(1, Math.ceil(bytes / CHUNK_BYTES));
}

/** A stream that seals what is written to it. */
export function sealing(fileKey: Buffer, name: FileName): Transform {
  const prefix = randomBytes(PREFIX_BYTES);
  const key = keyOf(fileKey, name);
  const seal = (plain: Buffer, number: number, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(prefix, number, last));
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  return new ChunkStream(CHUNK_BYTES, seal, Buffer.concat([MAGIC, prefix]));
}

/** A stream that opens what is written to it; it fails with `FileSealBroken` before it gives out anything that was altered. */
export function opening(fileKey: Buffer, name: FileName): Transform {
  const key = keyOf(fileKey, name);
  let prefix: Buffer | undefined;
  const open = (sealed: Buffer, number: number, last: boolean): Buffer => {
    if (prefix === undefined || sealed.length < TAG_BYTES) throw new FileSealBroken('The file is cut off');
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(prefix, number, last));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw new FileSealBroken('A piece of the file does not open with its key');
    }
  };
  return new ChunkStream(SEALED_CHUNK_BYTES, open, undefined, (header) => {
    if (!header.subarray(0, MAGIC.length).equals(MAGIC)) throw new FileSealBroken('Not a sealed file');
    prefix = Buffer.from(header.subarray(MAGIC.length));
  });
}

function keyOf(fileKey: Buffer, { municipalityId, id, part }: FileName): Buffer {
  return Buffer.from(hkdfSync('sha256', fileKey, '', `sportello file ${municipalityId}/${id}/${part}`, 32));
}

function nonceOf(prefix: Buffer, number: number, last: boolean): Buffer {
  if (number >= MAX_CHUNKS) throw new Error('The file is too long to be sealed');
  const rest = Buffer.alloc(5);
  rest.writeUInt32BE(number);
  rest[4] = last ? 1 : 0;
  return Buffer.concat([prefix, rest]);
}

/** Cuts a stream into pieces of one size and turns each into another; only the last may be shorter, or empty. */
class ChunkStream extends Transform {
  private pending: Buffer[] = [];
  private size = 0;
  private number = 0;
  private header: boolean;

  constructor(
    private readonly chunkBytes: number,
    private readonly turn: (piece: Buffer, number: number, last: boolean) => Buffer,
    before: Buffer | undefined,
    private readonly onHeader?: (header: Buffer) => void,
  ) {
    super();
    this.header = onHeader === undefined;
    if (before !== undefined) this.push(before);
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.pending.push(data);
      this.size += data.length;
      if (!this.header && this.size >= HEADER_BYTES) this.readHeader();
      // Whole pieces wait until it is known that they are not the last.
      while (this.header && this.size > this.chunkBytes) this.give(this.cut(this.chunkBytes), false);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      if (!this.header) throw new FileSealBroken('The file is cut off');
      this.give(this.cut(this.size), true);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  private readHeader(): void {
    this.onHeader?.(this.cut(HEADER_BYTES));
    this.header = true;
  }

  private give(piece: Buffer, last: boolean): void {
    this.push(this.turn(piece, this.number, last));
    this.number += 1;
  }

  private cut(bytes: number): Buffer {
    const all = this.pending.length === 1 ? (this.pending[0] ?? Buffer.alloc(0)) : Buffer.concat(this.pending);
    const rest = all.subarray(bytes);
    this.pending = rest.length > 0 ? [rest] : [];
    this.size = rest.length;
    return all.subarray(0, bytes);
  }
}
