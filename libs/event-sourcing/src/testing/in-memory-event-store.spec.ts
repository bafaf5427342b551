import { nextOfCounted } from './conformance/test-events';
import { eventStoreConformance } from './event-store.conformance';
import { InMemoryEventStore } from './in-memory-event-store';

eventStoreConformance('InMemoryEventStore', async () => {
  const store = new InMemoryEventStore();
  return { store, behind: nextOfCounted, drop: () => store.close() };
});
