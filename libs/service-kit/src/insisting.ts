/** Milliseconds after the first signal within which another is taken for the same one: npm hands on what the whole process group has got already. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Whether a signal means "at once": somebody who has waited asks again.
 * @param first when the end was first asked for, @param now both in milliseconds of a clock that only goes forward
 */
export function insists(first: number, now: number): boolean {
  return now - first >= SAME_SIGNAL_MS;
}
