import { types } from 'node:util';
import { MAX_MESSAGE_BYTES, REFUSAL_CODES, type Refusal, type RefusalCode } from '@sportello/contracts/words';
import { EventTooLarge, isRejection } from '@sportello/event-sourcing';
import type { Reply } from './bus';
import { BusFailure, BusUnavailable, MessageTooLarge, Refused } from './bus-errors';

/** Why the owner has no answer: it lacks something it needs, the answer is over the limit, or it has a bug. */
export type Failed = 'unavailable' | 'too-large' | 'internal';

/** A reply as it travels, as JSON. */
export type WireReply =
  | { readonly ok: true; readonly value?: unknown }
  | { readonly ok: false; readonly refusal: Refusal }
  | { readonly failed: Failed };

/** Errors, by name, that say "not now": the caller gets `BusUnavailable` and may try again. */
export const UNAVAILABLE_ERRORS: readonly string[] = [
  'DatabaseUnavailable',
  'EventStoreUnavailable',
  'ExpectedRevisionConflict',
  'BusUnavailable',
  'BusTimeout',
];

/** Whether an error says that a part is down: the same again may be done. */
export function isUnavailable(error: unknown): boolean {
  return types.isNativeError(error) && UNAVAILABLE_ERRORS.includes(error.name);
}

/** What a handler returned. @throws Error for a rejection with a code that contracts does not know */
export function replyOf(result: unknown): WireReply {
  if (!isRejection(result)) return { ok: true, value: result };
  const { code, detail } = result;
  if (!isRefusalCode(code)) throw new Error(`A rejection with the unknown code ${code}`);
  return { ok: false, refusal: detail === undefined ? { code } : { code, detail } };
}

/** What a handler, a guard or a pipe threw. */
export function replyToError(error: unknown): WireReply {
  if (error instanceof Refused) return { ok: false, refusal: error.refusal };
  if (error instanceof EventTooLarge) return { ok: false, refusal: { code: 'MESSAGE_TOO_LARGE' } };
  if (isUnavailable(error)) return { failed: 'unavailable' };
  return { failed: 'internal' };
}

/** @throws what `JSON.stringify` throws, for a value that JSON cannot say */
export function writeReply(reply: WireReply): Uint8Array {
  const text = Buffer.from(JSON.stringify(reply));
  return text.length > MAX_MESSAGE_BYTES
    ? Buffer.from(JSON.stringify({ failed: 'too-large' } satisfies WireReply))
    : text;
}

/** @throws BusUnavailable, MessageTooLarge, BusFailure */
export function readReply<T>(subject: string, correlationId: string, reply: Uint8Array): Reply<T> {
  const wire = JSON.parse(Buffer.from(reply.buffer, reply.byteOffset, reply.length).toString()) as WireReply;
  if (!('failed' in wire)) return wire.ok ? { ok: true, value: wire.value as T } : wire;
  switch (wire.failed) {
    case 'unavailable':
      throw new BusUnavailable(`The owner of ${subject} cannot answer now (${correlationId})`);
    case 'too-large':
      throw new MessageTooLarge(`The reply to ${subject}`);
    case 'internal':
      throw new BusFailure(`The owner of ${subject} failed (${correlationId})`);
    default:
      wire.failed satisfies never;
      throw new BusFailure(`The owner of ${subject} answered in words that this version does not know`);
  }
}

function isRefusalCode(code: string): code is RefusalCode {
  return REFUSAL_CODES.some((known) => known === code);
}
