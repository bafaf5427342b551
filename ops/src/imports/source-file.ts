import { isUtf8 } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import { MAX_IMPORT_LINE_BYTES } from '@sportello/contracts/words';

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** A line of the file that is imported. */
export interface SourceLine {
  /** From 1, as editors count. */
  readonly number: number;
  /** Bytes of the file: the first of the line, and the first after it. */
  readonly start: number;
  readonly end: number;
  /** Absent when the line cannot be sent: then `fault` says why. */
  readonly text?: string;
  readonly fault?: string;
}

/** The file that is imported, read from its beginning to its end without ever being held. */
export class SourceFile {
  private constructor(
    private readonly handle: FileHandle,
    /** Bytes when it was opened. */
    readonly size: number,
  ) {}

  static async open(path: string): Promise<SourceFile> {
    const handle = await open(path, 'r');
    try {
      return new SourceFile(handle, (await handle.stat()).size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Every line that is not blank. One that is too long is not held: it comes without its text. */
  async *lines(): AsyncGenerator<SourceLine> {
    const splitter = new LineSplitter();
    const chunks = this.handle.createReadStream({ start: 0, autoClose: false });
    for await (const chunk of chunks) yield* splitter.take(chunk as Buffer);
    yield* splitter.rest();
  }

  /** The bytes of a line as they stand in the file, with the line feed that ends it. */
  async *bytesOf({ start, end }: SourceLine): AsyncGenerator<Buffer> {
    const stream = this.handle.createReadStream({ start, end: end - 1, autoClose: false });
    for await (const chunk of stream) yield chunk as Buffer;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** Makes lines of bytes as they come. */
export class LineSplitter {
  private number = 0;
  private start = 0;
  private held: Buffer[] = [];
  private length = 0;

  /** The lines that end in this chunk. */
  *take(chunk: Buffer): Generator<SourceLine> {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, from)) {
      this.hold(chunk.subarray(from, at));
      yield* this.line(1);
      from = at + 1;
    }
    this.hold(chunk.subarray(from));
  }

  /** The last line, when no line feed ends it. */
  *rest(): Generator<SourceLine> {
    if (this.length > 0) yield* this.line(0);
  }

  private hold(bytes: Buffer): void {
    this.length += bytes.length;
    // What is too long will not be sent, and so need not be kept.
    if (this.length <= MAX_IMPORT_LINE_BYTES) this.held.push(bytes);
    else this.held = [];
  }

  private *line(lineFeed: 0 | 1): Generator<SourceLine> {
    this.number += 1;
    const { number, start, length } = this;
    const end = start + length + lineFeed;
    const bytes = withoutMark(Buffer.concat(this.held), number);
    this.start = end;
    this.held = [];
    this.length = 0;
    if (length > MAX_IMPORT_LINE_BYTES) {
      yield { number, start, end, fault: `it is longer than ${MAX_IMPORT_LINE_BYTES} bytes` };
      return;
    }
    if (!isUtf8(bytes)) {
      yield { number, start, end, fault: 'it is not UTF-8: save the file in that encoding' };
      return;
    }
    const text = bytes.toString();
    if (text.trim() !== '') yield { number, start, end, text };
  }
}

/** Some programs begin a file with a mark of its encoding. */
function withoutMark(bytes: Buffer, number: number): Buffer {
  return number === 1 && BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte) ? bytes.subarray(3) : bytes;
}
