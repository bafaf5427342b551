import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

const PAUSE_MS = 10;

/** Longer than any test may take: a deadline that must not be what ends the waiting. */
export const NEVER_MS = 3_600_000;

/**
 * Asks again and again until `found` accepts the answer, and gives that one. Without `found`, until the answer is neither false
 * nor undefined.
 * @param deadlineMs a minute unless told otherwise: half of what a test may take
 * @throws Error with what was asked and what came last, and whatever `ask` throws
 */
export async function eventually<Value>(
  ask: () => Value | Promise<Value>,
  found?: undefined,
  deadlineMs?: number,
): Promise<Exclude<Value, false | undefined>>;
export async function eventually<Value>(
  ask: () => Value | Promise<Value>,
  found: (value: Value) => boolean,
  deadlineMs?: number,
): Promise<Value>;
export async function eventually<Value>(
  ask: () => Value | Promise<Value>,
  found: (value: Value) => boolean = (value) => value !== false && value !== undefined,
  deadlineMs = 60_000,
): Promise<Value> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const value = await ask();
    if (found(value)) return value;
    if (performance.now() > deadline) {
      throw new Error(`Not within ${deadlineMs} ms: ${ask.toString()}; last: ${inspect(value)}`);
    }
    await pause(PAUSE_MS);
  }
}
