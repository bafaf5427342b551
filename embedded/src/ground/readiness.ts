import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceHealth } from '@sportello/contracts';
import { CannotStart } from './cannot-start';

const DEADLINE_MS = 60_000;
const EVERY_MS = 50;

/** Waits until a service says that everything can be used. @throws CannotStart naming the parts that cannot */
export async function whenReady(health: () => Promise<ServiceHealth>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const state = await health();
    if (state.ready) return;
    if (Date.now() > deadline) {
      const notReady = state.parts
        .filter(({ ok }) => !ok)
        .map(({ name, detail }) => (detail ? `${name} (${detail})` : name));
      throw new CannotStart(`Not ready after ${DEADLINE_MS / 1000} s: ${notReady.join(', ') || state.service}`);
    }
    await pause(EVERY_MS);
  }
}
