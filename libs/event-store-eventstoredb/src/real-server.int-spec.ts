import { eventStoreConformance } from '@sportello/event-sourcing/testing';
import { EventStoreDbEventStore } from './eventstoredb-event-store';
import { restOfLog } from './testing/rest-of-log';

const url = process.env['EVENTSTOREDB_URL'] ?? '';

eventStoreConformance('EventStoreDbEventStore on a real server', async () => {
  const store = await EventStoreDbEventStore.open({ url, onError: () => undefined });
  return { ...(await restOfLog(store)), drop: () => store.close() };
});
