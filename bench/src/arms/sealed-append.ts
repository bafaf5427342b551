import { NO_STREAM } from '@sportello/event-sourcing';
import { PostgresEventStore } from '@sportello/event-store-postgres';
import { sealing, type ServiceDatabaseUrls } from '@sportello/postgres';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { openLogDatabase } from '../log-database';
import { data, metadata } from '../payload';
import type { AppendOrder } from './append';

/* Our store with the sealer beside it in the same process, as in the embedded topology: `{ writers, seconds }` gives `{ rate, p99 }`. */

const text = { data: JSON.stringify(data), metadata: JSON.stringify(metadata) };
const urls = JSON.parse(process.env.DATABASE_URLS ?? '{}') as ServiceDatabaseUrls;

async function main(): Promise<void> {
  const logger = pino({ level: 'error' });
  const database = await openLogDatabase(urls);
  const store = await PostgresEventStore.open({ url: urls.worker, onError: (error) => logger.error(error) });
  const seals = sealing({ store, database, logger, clock: () => new Date().toISOString() });
  if (process.env.SEALING === 'true') seals.start();

  async function run({ writers, seconds }: AppendOrder): Promise<object> {
    const latencies: number[] = [];
    let last = '';
    const started = performance.now();
    const end = started + seconds * 1000;
    await Promise.all(
      Array.from({ length: writers }, async () => {
        while (performance.now() < end) {
          const begun = performance.now();
          const event = { eventId: randomUUID(), type: 'report.submitted', ...text };
          const { position } = await store.append(`report-borgo-esempio_${randomUUID()}`, [event], NO_STREAM);
          if (position > last) last = position;
          latencies.push(performance.now() - begun);
        }
      }),
    );
    const rate = latencies.length / ((performance.now() - started) / 1000);
    // What is left to seal must not fall on the other arm's turn.
    while (process.env.SEALING === 'true' && seals.status().position < last) await pause(10);
    latencies.sort((a, b) => a - b);
    return { rate, p99: latencies[Math.floor(latencies.length * 0.99)] };
  }
  process.on('message', (order: AppendOrder) => {
    run(order).then(
      (answer) => process.send?.(answer),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.({ ready: 'true' });
}

void main();
