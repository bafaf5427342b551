import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until `found` accepts what came; within 10 s unless told otherwise. @throws Error with what came last */
export async function eventually<Value>(
  ask: () => Promise<Value>,
  found: (value: Value) => boolean,
  deadlineMs = 10_000,
): Promise<Value> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const value = await ask();
    if (found(value)) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${deadlineMs} ms; last: ${JSON.stringify(value)}`);
    await pause(25);
  }
}
