const DATE_TIME =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const CANONICAL_LENGTH = '1970-01-01T00:00:00.000Z'.length;
const FIRST = Date.UTC(1970, 0, 1);
/** The first instant that is too late. JavaScript and PostgreSQL write years of five digits each in its own way. */
const END = Date.UTC(2200, 0, 1);

/** Milliseconds since 1970; undefined for what is no date-time of the calendar with its offset, or too far away. */
function instantOf(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const ours = canonicalInstantOf(text);
  if (ours !== undefined) return ours;
  const day = DATE_TIME.exec(text)?.[1];
  if (day === undefined) return undefined;
  // JavaScript reads the 30th of February as the 1st of March.
  if (!new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)) return undefined;
  const instant = Date.parse(text);
  return instant >= FIRST && instant < END ? instant : undefined;
}

/** Of a text as `toISOString` writes it, within the years that count: most moments are our own, and need no second look. */
function canonicalInstantOf(text: string): number | undefined {
  if (text.length !== CANONICAL_LENGTH || !text.endsWith('Z')) return undefined;
  const instant = Date.parse(text);
  const isOurs = instant >= FIRST && instant < END && new Date(instant).toISOString() === text;
  return isOurs ? instant : undefined;
}

/** Whether it is a date-time with its offset, in the years that count. */
export function isMoment(value: unknown): value is string {
  return instantOf(value) !== undefined;
}

/**
 * A moment as `@IsMoment()` lets it through, as ISO 8601 in UTC with milliseconds: the form that is stored and compared.
 * @throws RangeError for anything else
 */
export function readMoment(text: string): string {
  const instant = instantOf(text);
  if (instant === undefined) throw new RangeError('Not a moment between 1970 and 2199');
  return new Date(instant).toISOString();
}
