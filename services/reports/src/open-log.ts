import type { EventStore } from '@sportello/event-sourcing';
import { EventStoreDbEventStore } from '@sportello/event-store-eventstoredb';
import { PostgresEventStore } from '@sportello/event-store-postgres';
import type { ServiceContext } from '@sportello/service-kit';
import { EVENT_STORE_SCHEMA } from './migrations/1764000000000-create-reports';

/** The log, where the settings say that it is kept. @throws what the store throws when it cannot be reached or may not be used */
export function openLog({
  settings: { eventStoreDbUrl },
  databaseUrls,
  logger,
}: Pick<ServiceContext, 'settings' | 'databaseUrls' | 'logger'>): Promise<EventStore> {
  const onError = (error: Error): void => logger.warn({ err: error }, 'The event store lost a connection');
  if (eventStoreDbUrl !== undefined) return EventStoreDbEventStore.open({ url: eventStoreDbUrl, onError });
  return PostgresEventStore.open({ url: databaseUrls.worker, schema: EVENT_STORE_SCHEMA, onError });
}
