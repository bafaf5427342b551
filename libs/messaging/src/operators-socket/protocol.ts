import { MAX_MESSAGE_BYTES } from '@sportello/contracts/words';
import type { Reply, RequestMetadata } from '../bus';

/** A request on its way to the bus: one line of JSON. */
export interface SocketRequest {
  /** Chosen by the asker; the reply bears it. */
  readonly id: string;
  readonly subject: string;
  readonly payload: object;
  readonly metadata: RequestMetadata;
  readonly timeoutMs: number;
}

/** Why there is no reply of the owner. */
export type SocketFailure = 'unavailable' | 'timeout' | 'too-large' | 'internal' | 'malformed';

/** A reply on its way back: one line of JSON. Without an id when the request could not be read. */
export type SocketReply =
  | { readonly id: string; readonly reply: Reply<unknown> }
  | { readonly id?: string; readonly failed: SocketFailure; readonly detail: string };

/** Longest line in either direction, in bytes: a message of the bus and what stands around it. */
export const MAX_LINE_BYTES = MAX_MESSAGE_BYTES + 4_096;
export const MAX_TIMEOUT_MS = 60_000;

/** What came was longer than a line may be. */
export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
}

export function writeLine(message: SocketRequest | SocketReply): string {
  return `${JSON.stringify(message)}\n`;
}

/** Cuts what comes over a socket into lines, and holds no more of an unfinished one than a line may have. */
export class LineReader {
  private parts: Buffer[] = [];
  private held = 0;

  constructor(private readonly limit = MAX_LINE_BYTES) {}

  /** The lines that this chunk ends, without their line feeds. @throws LineTooLong */
  take(chunk: Buffer): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, from)) {
      this.hold(chunk.subarray(from, end));
      lines.push(Buffer.concat(this.parts).toString());
      this.parts = [];
      this.held = 0;
      from = end + 1;
    }
    this.hold(chunk.subarray(from));
    return lines;
  }

  private hold(part: Buffer): void {
    this.held += part.length;
    if (this.held > this.limit) throw new LineTooLong(`A line is longer than ${this.limit} bytes`);
    if (part.length > 0) this.parts.push(part);
  }
}

/** A request out of a line; undefined when it is none. What its payload holds is for the bus to judge. */
export function readRequest(line: string): SocketRequest | undefined {
  const value = parseObject(line);
  if (!value) return undefined;
  const { id, subject, payload, metadata, timeoutMs } = value;
  if (typeof id !== 'string' || id === '' || id.length > 100 || typeof subject !== 'string') return undefined;
  if (typeof timeoutMs !== 'number' || !(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS)) return undefined;
  if (!isObject(payload) || !isObject(metadata)) return undefined;
  const { correlationId, causationId, commandId } = metadata;
  if (typeof correlationId !== 'string' || typeof causationId !== 'string') return undefined;
  const command = typeof commandId === 'string' ? { commandId } : {};
  return { id, subject, payload, metadata: { correlationId, causationId, ...command }, timeoutMs };
}

/** A reply out of a line; undefined when it is none. */
export function readReplyLine(line: string): SocketReply | undefined {
  const value = parseObject(line);
  return value && ('reply' in value || 'failed' in value) ? (value as SocketReply) : undefined;
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON: whoever wrote it is told so.
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
