import { DateTime, Duration } from 'luxon';

/** What may be kept how long after a report's end, ISO 8601 durations of the calendar, such as `P2Y`; absent: for ever. */
export interface RetentionRules {
  /** Name and contacts of who reported. */
  readonly reporter?: string;
  /** Everything that was written: subject, description, answers, address, notes. */
  readonly texts?: string;
}

/**
 * What ended before this moment was kept long enough. Counted in UTC: a deadline of years does not depend on the clocks of a summer.
 * @param period as in `RetentionRules` @param now ISO 8601 @returns ISO 8601, UTC
 */
export function keptLongEnough(period: string, now: string): string {
  const cutoff = DateTime.fromISO(now, { zone: 'utc' }).minus(Duration.fromISO(period)).toISO();
  if (cutoff === null) throw new RangeError(`Not a period that can be counted back from ${now}: ${period}`);
  return cutoff;
}
