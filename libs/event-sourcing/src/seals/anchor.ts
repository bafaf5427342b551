import { isDigest } from './event-digest';
import { isSealNumber, type Seal } from './seal';

/** The latest seals, kept where nobody who can write to the database can write: on paper, in a protocol register, on a read-only medium. */
export interface Anchor {
  readonly format: typeof ANCHOR_FORMAT;
  /** ISO 8601, UTC. */
  readonly writtenAt: string;
  readonly seals: readonly AnchoredSeal[];
}
export type AnchoredSeal = Pick<Seal, 'municipalityId' | 'number' | 'hash' | 'sealedAt'>;

export const ANCHOR_FORMAT = 'sportello-anchor/1';

/** @throws Error when the text is no anchor, saying what is wrong with it */
export function parseAnchor(text: string): Anchor {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error('An anchor is a JSON document; this file is none', { cause: error });
  }
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== ANCHOR_FORMAT)
    throw new Error(`An anchor says "format": "${ANCHOR_FORMAT}"; this file does not`);
  const anchor = value as Partial<Anchor>;
  if (typeof anchor.writtenAt !== 'string' || !Array.isArray(anchor.seals) || !anchor.seals.every(isAnchoredSeal))
    throw new Error('The anchor is damaged: its seals cannot be read');
  return { format: ANCHOR_FORMAT, writtenAt: anchor.writtenAt, seals: anchor.seals };
}

function isAnchoredSeal(value: unknown): value is AnchoredSeal {
  if (typeof value !== 'object' || value === null) return false;
  const { municipalityId, number, hash, sealedAt } = value as Partial<Record<keyof AnchoredSeal, unknown>>;
  return typeof municipalityId === 'string' && isSealNumber(number) && isDigest(hash) && typeof sealedAt === 'string';
}
