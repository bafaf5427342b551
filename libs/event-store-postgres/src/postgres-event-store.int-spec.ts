import { eventStoreConformance, nextOfCounted } from '@sportello/event-sourcing/testing';
import { logDatabase, type LogDatabase } from './testing/postgres-log';

let database: LogDatabase;
beforeAll(async () => {
  database = await logDatabase();
});
afterAll(async () => {
  await database.drop();
});

eventStoreConformance('PostgresEventStore', async () => {
  const log = await database.newLog();
  return { store: await log.open(), behind: nextOfCounted, drop: () => log.close() };
});
