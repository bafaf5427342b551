import { PostgresEventStore } from '@sportello/event-store-postgres';
import { sealing, type ServiceDatabaseUrls } from '@sportello/postgres';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { openLogDatabase } from '../log-database';
import { answerAppends } from './append-orders';

/* The log in PostgreSQL with the sealer beside it in the same process, as in the embedded topology, or with SEALING=false without. */

const urls = JSON.parse(process.env.DATABASE_URLS ?? '{}') as ServiceDatabaseUrls;

async function main(): Promise<void> {
  const logger = pino({ level: 'error' });
  const database = await openLogDatabase(urls);
  const store = await PostgresEventStore.open({ url: urls.worker, onError: (error) => logger.error(error) });
  if (process.env.SEALING !== 'true') return answerAppends(store);
  const seals = sealing({ store, database, logger, clock: () => new Date().toISOString() });
  seals.start();
  answerAppends(store, async (last) => {
    while (seals.status().position < last) await pause(10);
  });
}

void main();
