import { NO_STREAM, type EventStore } from '@sportello/event-sourcing';
import { randomUUID } from 'node:crypto';
import { data, metadata } from '../payload';

/* A store of ours: `{ writers, seconds }` gives `{ rate, p99 }`. Each append makes one new stream, as a submitted report does. */

export interface AppendOrder {
  readonly writers: number;
  readonly seconds: number;
  /** What the streams' names begin with; `report` when absent. */
  readonly category?: string;
}

const text = { data: JSON.stringify(data), metadata: JSON.stringify(metadata) };

/**
 * Says that it is ready, and appends as it is told until its parent lets go.
 * @param settled waits, out of the time that counts, for what follows the last event, so that it does not fall on another arm's turn
 */
export function answerAppends(
  store: EventStore,
  settled: (last: string) => Promise<void> = () => Promise.resolve(),
): void {
  process.on('message', (order: AppendOrder) => {
    run(store, order, settled).then(
      (answer) => process.send?.(answer),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
  process.once('disconnect', () => void store.close().then(() => process.exit(0)));
  process.send?.({ ready: 'true' });
}

async function run(
  store: EventStore,
  { writers, seconds, category = 'report' }: AppendOrder,
  settled: (last: string) => Promise<void>,
): Promise<object> {
  const latencies: number[] = [];
  let last = '';
  const started = performance.now();
  const end = started + seconds * 1000;
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (performance.now() < end) {
        const begun = performance.now();
        const event = { eventId: randomUUID(), type: 'report.submitted', ...text };
        const { position } = await store.append(`${category}-borgo-esempio_${randomUUID()}`, [event], NO_STREAM);
        if (position > last) last = position;
        latencies.push(performance.now() - begun);
      }
    }),
  );
  const rate = latencies.length / ((performance.now() - started) / 1000);
  await settled(last);
  latencies.sort((a, b) => a - b);
  return {
    rate,
    p99: latencies[Math.floor(latencies.length * 0.99)],
  };
}
