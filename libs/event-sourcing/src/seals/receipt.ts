import { isStreamName, parseStreamName } from '../stream-name';
import { eventDigest, isDigest, type DigestedEvent } from './event-digest';
import { inclusionProof, rootFromProof } from './merkle-tree';
import { digestsIn, isSealNumber, sealHash, type Seal, type SealedBatch } from './seal';

export const RECEIPT_FORMAT = 'sportello-receipt/1';

/** What proves to its holder, without the Comune, what was taken in: the event's bytes as stored, their digest and, once sealed, the way to the seal. */
export interface Receipt {
  readonly format: typeof RECEIPT_FORMAT;
  readonly event: DigestedEvent;
  /** Hexadecimal, as are all digests here. */
  readonly digest: string;
  /** Absent until the event is sealed, seconds after it was stored. */
  readonly sealed?: {
    readonly seal: Seal;
    /** Place of the event among those of the seal, from 0. */
    readonly index: number;
    readonly proof: readonly string[];
  };
}

/** The receipt of an event; `batch` is the one that sealed it. @throws Error when the batch does not hold the event */
export function receiptOf(
  { stream, revision, eventId, type, data, metadata }: DigestedEvent,
  batch: SealedBatch | undefined,
): Receipt {
  const event = { stream, revision, eventId, type, data, metadata };
  const digest = eventDigest(event).toString('hex');
  if (!batch) return { format: RECEIPT_FORMAT, event, digest };
  const index = batch.names.findIndex((name) => name.stream === stream && name.revision === revision);
  if (index === -1) {
    const { number, municipalityId } = batch.seal;
    throw new Error(`Seal ${number} of ${municipalityId} does not hold event ${revision} of ${stream}`);
  }
  const proof = inclusionProof(digestsIn(batch.leaves), index).map((beside) => beside.toString('hex'));
  return { format: RECEIPT_FORMAT, event, digest, sealed: { seal: batch.seal, index, proof } };
}

/** Whether a receipt proves what it says. `genuine` without a seal proves that event and digest belong together, no more. */
export type ReceiptVerdict =
  { readonly genuine: true; readonly seal?: Seal } | { readonly genuine: false; readonly because: string };

/** Checks a receipt by itself: no network, no database. @param text the file as it was received */
export function checkReceipt(text: string): ReceiptVerdict {
  const receipt = readReceipt(text);
  if (!receipt) return { genuine: false, because: 'This file is not a receipt, or it is damaged' };
  const leaf = eventDigest(receipt.event);
  if (leaf.toString('hex') !== receipt.digest)
    return { genuine: false, because: 'The event is not the one that its digest was made of' };
  if (!receipt.sealed) return { genuine: true };
  const { seal, index, proof } = receipt.sealed;
  const root = rootFromProof(
    leaf,
    index,
    seal.count,
    proof.map((beside) => Buffer.from(beside, 'hex')),
  );
  if (!isOf(seal, receipt.event))
    return { genuine: false, because: 'The seal is of another municipality than the event' };
  if (root?.toString('hex') !== seal.root)
    return { genuine: false, because: 'The event is not among those of the seal' };
  if (sealHash(seal) !== seal.hash) return { genuine: false, because: 'The seal is not what its hash was made of' };
  return { genuine: true, seal };
}

function isOf({ municipalityId }: Seal, { stream }: DigestedEvent): boolean {
  return isStreamName(stream) && parseStreamName(stream).municipalityId === municipalityId;
}

function readReceipt(text: string): Receipt | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isReceipt(value) ? value : undefined;
  } catch {
    // Whoever asks is told that it is no receipt; the parser's own words would not help them.
    return undefined;
  }
}

type Unread<T> = { readonly [Key in keyof T]?: unknown };

function isReceipt(value: unknown): value is Receipt {
  if (typeof value !== 'object' || value === null) return false;
  const { format, event, digest, sealed } = value as Unread<Receipt>;
  if (format !== RECEIPT_FORMAT || !isDigest(digest) || !isEvent(event)) return false;
  if (sealed === undefined) return true;
  if (typeof sealed !== 'object' || sealed === null) return false;
  const { seal, index, proof } = sealed as Unread<NonNullable<Receipt['sealed']>>;
  return isSeal(seal) && Number.isInteger(index) && Array.isArray(proof) && proof.every(isDigest);
}

function isEvent(value: unknown): value is DigestedEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { stream, revision, eventId, type, data, metadata } = value as Unread<DigestedEvent>;
  return (
    Number.isInteger(revision) && [stream, eventId, type, data, metadata].every((text) => typeof text === 'string')
  );
}

function isSeal(value: unknown): value is Seal {
  if (typeof value !== 'object' || value === null) return false;
  const { municipalityId, number, first, count, root, previous, sealedAt, hash } = value as Unread<Seal>;
  return (
    isSealNumber(number) &&
    [first, count].every(Number.isInteger) &&
    [root, previous, hash].every(isDigest) &&
    [municipalityId, sealedAt].every((text) => typeof text === 'string')
  );
}
