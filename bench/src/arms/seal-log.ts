import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { PostgresEventStore } from '@sportello/event-store-postgres';
import { Database, sealing, type ServiceDatabaseUrls } from '@sportello/postgres';
import { pino } from 'pino';

/* Asked once, closes a whole log into seals, and answers when it is done. */

const urls = JSON.parse(process.env.DATABASE_URLS ?? '{}') as ServiceDatabaseUrls;

async function main(): Promise<void> {
  const logger = pino({ level: 'error' });
  const database = await Database.open({ service: 'reports', schema: 'reports', urls, migrations: [], logger });
  const store = await PostgresEventStore.open({ url: urls.worker, onError: (error) => logger.error(error) });
  const asked = once(process, 'message');
  process.send?.({ ready: 'yes' });
  await asked;
  const seals = sealing({ store, database, logger, clock: () => new Date().toISOString(), hurried: true });
  seals.start();
  while (!seals.status().caughtUp) await pause(50);
  await seals.stop();
  await store.close();
  await database.close();
  process.send?.({ done: 'yes' });
}

void main();
