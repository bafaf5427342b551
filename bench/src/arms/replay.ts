import { defineProjection } from '@sportello/event-sourcing';
import { PostgresEventStore } from '@sportello/event-store-postgres';
import { ProjectionRunner, type ServiceDatabaseUrls } from '@sportello/postgres';
import { pino } from 'pino';
import { openLogDatabase } from '../log-database';

/* Our replay: `{ events }` rebuilds a projection that does nothing, over the whole log, through the runner that every read model has. */

export interface ReplayOrder {
  readonly events: number;
}

const nothing = defineProjection({
  name: 'nothing',
  version: 1,
  filter: { streamPrefixes: ['report-'] },
  init: async (sql, table) => {
    await sql.query(
      `CREATE TABLE ${table} (municipality_id text NOT NULL, stream text NOT NULL, PRIMARY KEY (municipality_id, stream))`,
    );
  },
  apply: () => Promise.resolve(),
});

async function main(): Promise<void> {
  const urls = JSON.parse(process.env.DATABASE_URLS ?? '{}') as ServiceDatabaseUrls;
  const logger = pino({ level: 'error' });
  const database = await openLogDatabase(urls);
  const store = await PostgresEventStore.open({ url: urls.worker, onError: (error) => logger.error(error) });
  const runner = new ProjectionRunner({ store, database, projections: [nothing], logger });
  await runner.start();

  process.on('message', ({ events }: ReplayOrder) => {
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
    const started = performance.now();
    runner
      .rebuild('nothing')
      .then(
        () => process.send?.({ rate: events / ((performance.now() - started) / 1000), peakMiB: peak / 2 ** 20 }),
        (error: unknown) => process.send?.({ error: String(error) }),
      )
      .finally(() => clearInterval(watch));
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.({ ready: 'true' });
}

void main();
