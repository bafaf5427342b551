import { randomUUID } from 'node:crypto';
import { NO_STREAM } from '@sportello/event-sourcing';
import { EventStoreDbEventStore } from '@sportello/event-store-eventstoredb';
import { PostgresEventStore } from '@sportello/event-store-postgres';
import { databaseOf } from './database';
import { logSoFar } from './product-log';

/** Appends an event of a version that nobody knows yet to the log of a running product: read models park its stream. */
export async function appendUnreadable(dataDir: string, stream: string): Promise<void> {
  const { EVENTSTOREDB_URL: esdb } = logSoFar(dataDir);
  const onError = (): void => undefined;
  const store =
    esdb === undefined
      ? await PostgresEventStore.open({ url: await databaseOf(dataDir), onError })
      : await EventStoreDbEventStore.open({ url: esdb, onError });
  const now = new Date().toISOString();
  const metadata = JSON.stringify({ schemaVersion: 9, occurredAt: now, recordedAt: now });
  try {
    await store.append(stream, [{ eventId: randomUUID(), type: 'report.submitted', data: '{}', metadata }], NO_STREAM);
  } finally {
    await store.close();
  }
}
