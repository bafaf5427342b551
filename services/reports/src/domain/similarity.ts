import type { Coordinates } from './report/events';

/** Further apart in place or time, two reports are not about the same thing. */
export const NEAR_METRES = 300;
export const NEAR_DAYS = 90;

/** What two reports are compared by. Words are blind: tokens that are equal where the stems are. */
export interface Comparable {
  readonly category: string;
  readonly location: Coordinates;
  /** ISO 8601, UTC. */
  readonly submittedAt: string;
  readonly searchTokens: readonly string[];
}

export interface Likeness {
  /** 0 to 1. */
  readonly score: number;
  readonly metres: number;
}

/** What each says for itself, of 1 in all. Place and words say most: a category is one of few, and a pothole stays for weeks. */
const WEIGHTS = { place: 0.35, words: 0.35, category: 0.2, time: 0.1 } as const;
/** Below this a suggestion would be noise. Same category at the same spot reaches it without a word in common. */
const WORTH_TELLING = 0.5;
/** Two categories of one office are a hint alone: so little that they are not worth telling without a word in common. */
const RELATED = 0.2;
const DAY_MS = 86_400_000;
const METRES_PER_DEGREE = 111_320;

/** How much alike two reports are; undefined when not enough to say so. @param isRelated whether two categories are for the same department */
export function likeness(
  one: Comparable,
  other: Comparable,
  isRelated: (one: string, other: string) => boolean,
): Likeness | undefined {
  const metres = distance(one.location, other.location);
  const days = Math.abs(Date.parse(one.submittedAt) - Date.parse(other.submittedAt)) / DAY_MS;
  if (metres > NEAR_METRES || days > NEAR_DAYS) return undefined;
  const score =
    WEIGHTS.place * (1 - metres / NEAR_METRES) +
    WEIGHTS.words * shared(one.searchTokens, other.searchTokens) +
    WEIGHTS.category * categories(one.category, other.category, isRelated) +
    WEIGHTS.time * (1 - days / NEAR_DAYS);
  return score < WORTH_TELLING ? undefined : { score: Math.round(score * 100) / 100, metres: Math.round(metres) };
}

/** The corners of what lies near a place, generously: the distance is looked at afterwards. */
export function boxAround({ lat, lon }: Coordinates): {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
} {
  const up = NEAR_METRES / METRES_PER_DEGREE;
  const aside = up / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  return { south: lat - up, north: lat + up, west: lon - aside, east: lon + aside };
}

/** Metres between two places that are near each other: on so small a piece the earth is flat. */
function distance(one: Coordinates, other: Coordinates): number {
  const north = (one.lat - other.lat) * METRES_PER_DEGREE;
  const east = (one.lon - other.lon) * METRES_PER_DEGREE * Math.cos((one.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}

/** Of the shorter text, which part the other has too: who writes three words may mean what another told at length. */
function shared(one: readonly string[], other: readonly string[]): number {
  const smaller = Math.min(one.length, other.length);
  if (smaller === 0) return 0;
  const held = new Set(other);
  return one.filter((token) => held.has(token)).length / smaller;
}

function categories(one: string, other: string, isRelated: (one: string, other: string) => boolean): number {
  if (one === other) return 1;
  return isRelated(one, other) ? RELATED : 0;
}
