import type { SourceLine } from './source-file';

/** How much goes into one request. */
export interface BatchLimits {
  readonly lines: number;
  /** Of JSON, as the lines travel. */
  readonly bytes: number;
}

/** Cuts lines into batches, in their order. A line that does not fit into any comes without its text, as one that cannot be sent. */
export async function* inBatches(
  lines: AsyncIterable<SourceLine>,
  limits: BatchLimits,
): AsyncGenerator<readonly SourceLine[]> {
  let batch: SourceLine[] = [];
  let bytes = 0;
  for await (const found of lines) {
    const line = sendable(found, limits);
    const size = bytesOf(line);
    if (batch.length > 0 && (batch.length === limits.lines || bytes + size > limits.bytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(line);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function sendable(line: SourceLine, { bytes }: BatchLimits): SourceLine {
  if (bytesOf(line) <= bytes) return line;
  const { text: _unsent, ...place } = line;
  return { ...place, fault: `it is longer than ${bytes} bytes as it would be sent` };
}

/** With the comma after it. */
function bytesOf({ text }: SourceLine): number {
  return text === undefined ? 0 : Buffer.byteLength(JSON.stringify(text)) + 1;
}
