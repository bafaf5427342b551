import { createReadStream } from 'node:fs';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** One line of a file that holds something. */
export interface FileLine {
  /** From 1. */
  readonly number: number;
  /** As it stands in the file, without its end; undefined when it is too long to be kept. */
  readonly bytes: Buffer | undefined;
  /** Bytes of the file up to its end. */
  readonly readSoFar: number;
}

/** The lines of a file, front to back, whatever their ends. One that is longer than `maxBytes` is passed over without being held. */
export async function* fileLines(path: string, maxBytes: number, signal: AbortSignal): AsyncGenerator<FileLine> {
  let number = 0;
  let readSoFar = 0;
  let begun: Buffer[] = [];
  let length = 0;
  const add = (piece: Buffer): void => {
    length += piece.length;
    if (length <= maxBytes) begun.push(piece);
    else begun = [];
  };
  const whole = (): FileLine => {
    const bytes = length > maxBytes ? undefined : withoutReturn(Buffer.concat(begun));
    begun = [];
    length = 0;
    return { number: (number += 1), bytes, readSoFar };
  };
  for await (const chunk of createReadStream(path, { signal })) {
    let rest = chunk as Buffer;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      add(rest.subarray(0, end));
      readSoFar += end + 1;
      const line = whole();
      if (line.bytes?.length !== 0) yield line;
      rest = rest.subarray(end + 1);
    }
    add(rest);
    readSoFar += rest.length;
  }
  if (length > 0) yield whole();
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}
