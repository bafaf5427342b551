import { hash } from 'node:crypto';
import { DIGEST_BYTES, eventDigest, lengthPrefixed, type DigestedEvent } from './event-digest';
import { merkleRoot } from './merkle-tree';

/** Beside leaves (0x00) and nodes (0x01), so that a seal is neither. */
const SEAL = 0x02;

/** What the first seal of a municipality follows. */
export const NO_SEAL = '00'.repeat(DIGEST_BYTES);

/** A run of a municipality's events in log order, closed. Digests in hexadecimal. */
export interface Seal {
  readonly municipalityId: string;
  /** From 1, without gaps. */
  readonly number: number;
  /** How many events of the municipality were sealed before. */
  readonly first: number;
  readonly count: number;
  /** Of the Merkle tree over the digests of the events. */
  readonly root: string;
  /** Hash of the seal before; `NO_SEAL` for the first. */
  readonly previous: string;
  /** ISO 8601, UTC. */
  readonly sealedAt: string;
  /** Over all of the above: whoever keeps it somewhere else holds everything before it fast. */
  readonly hash: string;
}

/** A seal with what it was made of, so that the one event that was touched can be named. */
export interface SealedBatch {
  readonly seal: Seal;
  /** The digests of the events, one after the other. */
  readonly leaves: Buffer;
  readonly names: readonly EventName[];
}

/** Which event: its place in its stream. */
export interface EventName {
  readonly stream: string;
  readonly revision: number;
}

/** Whether a seal can have this number. */
export function isSealNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/** What `sealBatch` needs to know of the seal before. */
export type PreviousSeal = Pick<Seal, 'number' | 'first' | 'count' | 'hash'>;

/** Seals the next events of a municipality, in log order. @throws Error when there are none */
export function sealBatch(
  municipalityId: string,
  events: readonly DigestedEvent[],
  previous: PreviousSeal | undefined,
  sealedAt: string,
): SealedBatch {
  const leaves = events.map(eventDigest);
  const unhashed = {
    municipalityId,
    number: (previous?.number ?? 0) + 1,
    first: previous ? previous.first + previous.count : 0,
    count: events.length,
    root: merkleRoot(leaves).toString('hex'),
    previous: previous?.hash ?? NO_SEAL,
    sealedAt,
  };
  return {
    seal: { ...unhashed, hash: sealHash(unhashed) },
    leaves: Buffer.concat(leaves),
    names: events.map(({ stream, revision }) => ({ stream, revision })),
  };
}

/** The hash of a seal: SHA-256 over 0x02 and its fields in the order of `Seal`, each after its length, as in `eventDigest`. */
export function sealHash(seal: Omit<Seal, 'hash'>): string {
  const { municipalityId, number, first, count, root, previous, sealedAt } = seal;
  const texts = [municipalityId, String(number), String(first), String(count), root, previous, sealedAt];
  return hash('sha256', lengthPrefixed(SEAL, texts), 'hex');
}

/** Why this cannot be the batch that follows `previous`, in words; undefined when it can. */
export function faultOfBatch(
  { seal, leaves, names }: SealedBatch,
  previous: PreviousSeal | undefined,
): string | undefined {
  if (seal.number !== (previous?.number ?? 0) + 1) return `seal ${(previous?.number ?? 0) + 1} is missing`;
  if (seal.hash !== sealHash(seal)) return 'its hash is not that of its fields';
  if (seal.previous !== (previous?.hash ?? NO_SEAL)) return 'it does not follow the seal before it';
  if (seal.first !== (previous ? previous.first + previous.count : 0))
    return 'it leaves events out or counts some twice';
  if (seal.count < 1 || leaves.length !== seal.count * DIGEST_BYTES || names.length !== seal.count)
    return 'its digests are not as many as it says';
  if (merkleRoot(digestsIn(leaves)).toString('hex') !== seal.root) return 'its digests do not lead to its root';
  return undefined;
}

/** The single digests of `SealedBatch.leaves`. */
export function digestsIn(leaves: Buffer): readonly Buffer[] {
  return Array.from({ length: leaves.length / DIGEST_BYTES }, (_, index) =>
    leaves.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES),
  );
}
