import { PostgresEventStore } from '@sportello/event-store-postgres';
import { ProjectionRunner, type ServiceDatabaseUrls } from '@sportello/postgres';
import { READ_MODELS } from '@sportello/reports';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { openLogDatabase } from '../log-database';

/* The status page built anew by the runner of the product: `{ rows }` gives `{ rate, peakMiB, table }`, rows of the read model a second. */

export interface RebuildOrder {
  readonly rows: number;
}

const NAME = 'status_page';

async function main(): Promise<void> {
  const urls = JSON.parse(process.env.DATABASE_URLS ?? '{}') as ServiceDatabaseUrls;
  const logger = pino({ level: 'error' });
  const database = await openLogDatabase(urls);
  const store = await PostgresEventStore.open({ url: urls.worker, onError: (error) => logger.error(error) });
  const projections = READ_MODELS.filter(({ name }) => name === NAME);
  const runner = new ProjectionRunner({ store, database, projections, logger });
  await runner.start();
  while (!runner.caughtUp(NAME)) await pause(50);

  async function run({ rows }: RebuildOrder): Promise<object> {
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
    const started = performance.now();
    try {
      await runner.rebuild(NAME);
      return { rate: rows / ((performance.now() - started) / 1000), peakMiB: peak / 2 ** 20 };
    } finally {
      clearInterval(watch);
    }
  }
  process.on('message', (order: RebuildOrder) => {
    run(order).then(
      (answer) => process.send?.(answer),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.({ ready: 'true' });
}

void main();
