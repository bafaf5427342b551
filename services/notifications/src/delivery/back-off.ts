/** A delivery that failed this often is a dead letter. */
export const MAX_ATTEMPTS = 8;

/** Minutes after the first, second ... failure. Without jitter: a retry is predictable, and the queue's batches spread the load anyway. */
const STEPS = [1, 5, 15, 60, 240, 720, 1440];

/**
 * Milliseconds until the next attempt, undefined when there is none.
 * @param attempts made so far, at least 1
 * @param baseMs length of the first wait; the others are multiples of it
 */
export function backOff(attempts: number, baseMs: number): number | undefined {
  const step = STEPS[attempts - 1];
  return step === undefined || attempts >= MAX_ATTEMPTS ? undefined : step * baseMs;
}
