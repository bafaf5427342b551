import { hash } from 'node:crypto';
import type { StoredEvent } from '../event-store';

/** What of an event is under its digest: everything but its position, which another store numbers anew. */
export type DigestedEvent = Omit<StoredEvent, 'position'>;

/** Bytes of a digest (SHA-256). */
export const DIGEST_BYTES = 32;

/** Whether this is a digest as this product writes it: in hexadecimal, small letters. */
export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

/** Before a leaf, so that no inner node can be taken for one (RFC 6962, section 2.1). */
const LEAF = 0x00;
const LENGTH_BYTES = 4;

/**
 * The digest of one event as the log holds it: SHA-256 over 0x00, then stream, revision (in decimal), event id, type, data and metadata,
 * each as its UTF-8 bytes after their number (32 bits, big-endian). Personal data stay sealed inside. The form never changes:
 * receipts that people hold and anchors that are kept elsewhere depend on it.
 */
export function eventDigest({ stream, revision, eventId, type, data, metadata }: DigestedEvent): Buffer {
  return hash('sha256', lengthPrefixed(LEAF, [stream, String(revision), eventId, type, data, metadata]), 'buffer');
}

/** `tag`, then each text as its UTF-8 bytes after their number: no two lists of texts have the same form. */
export function lengthPrefixed(tag: number, texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const form = Buffer.allocUnsafe(1 + lengths.reduce((sum, length) => sum + LENGTH_BYTES + length, 0));
  let offset = form.writeUInt8(tag);
  texts.forEach((text, index) => {
    offset = form.writeUInt32BE(lengths[index] ?? 0, offset);
    offset += form.write(text, offset);
  });
  return form;
}
