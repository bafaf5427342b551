import { randomBytes } from 'node:crypto';

/** W3C Trace Context: version 00, trace id, parent id, flags. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** What ties a request to everything that follows from it. */
export interface Trace {
  /** 32 hexadecimal digits: the correlation id, and the `traceId` of problem documents. */
  readonly id: string;
  /** The caller's, when it sent one. */
  readonly traceparent?: string;
}

const traces = new WeakMap<object, Trace>();

/** The trace of a raw request: the same however often it is asked for. */
export function traceOf(raw: { readonly headers: Readonly<Record<string, string | string[] | undefined>> }): Trace {
  const known = traces.get(raw);
  if (known !== undefined) return known;
  const sent = raw.headers['traceparent'];
  const id = typeof sent === 'string' ? TRACEPARENT.exec(sent)?.[1] : undefined;
  const trace: Trace = id === undefined || typeof sent !== 'string' ? { id: randomId() } : { id, traceparent: sent };
  traces.set(raw, trace);
  return trace;
}

const POOL_IDS = 256;
let pool = Buffer.alloc(0);

/** 16 random bytes in hexadecimal, from a pool: one call to the random generator of the system serves many requests. */
export function randomId(): string {
  if (pool.length === 0) pool = randomBytes(16 * POOL_IDS);
  const id = pool.toString('hex', 0, 16);
  pool = pool.subarray(16);
  return id;
}
