import { eventStoreConformance } from '@sportello/event-sourcing/testing';
import { EventStoreDbEventStore } from './eventstoredb-event-store';
import { positionBehind } from './testing/position-behind';
import { WireServer } from './testing/wire-server';

describe.each([true, false])('With batches announced: %s', (announcesBatchAppend) => {
  eventStoreConformance('EventStoreDbEventStore on the wire', async () => {
    const server = await WireServer.start();
    server.announcesBatchAppend = announcesBatchAppend;
    const store = await EventStoreDbEventStore.open({ url: server.url, onError: () => undefined });
    return {
      store,
      behind: positionBehind,
      drop: async () => {
        await store.close();
        server.stop();
      },
    };
  });
});
