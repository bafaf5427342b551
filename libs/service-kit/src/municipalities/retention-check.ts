import { Duration } from 'luxon';
import type { Retention } from './municipality';
import type { RulesProblem } from './rules-check';

/** Less is a slip of the pen, and what it forgets does not come back. */
const LEAST_DAYS = 30;
const MOST_YEARS = 100;

/** What is wrong with how long things are kept, beyond the shape. */
export function problemsOfRetention({
  retention = {},
  reopenDays,
}: {
  readonly retention?: Retention;
  readonly reopenDays: number;
}): RulesProblem[] {
  return Object.entries(retention as Readonly<Record<string, string>>).flatMap(([what, period]) => {
    const path = ['retention', what];
    const days = Duration.fromISO(period).as('days');
    if (days < LEAST_DAYS) return [{ path, reason: `${period} is less than ${LEAST_DAYS} days` }];
    if (days <= reopenDays)
      return [{ path, reason: `${period} is no longer than the ${reopenDays} days in which a report may be reopened` }];
    if (days > MOST_YEARS * 366) return [{ path, reason: `${period} is more than ${MOST_YEARS} years` }];
    return [];
  });
}
