import { NO_STREAM, type EventToAppend } from '@sportello/event-sourcing';
import { eventStoreConformance, newStream, testEvent } from '@sportello/event-sourcing/testing';
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

  describe('A server that takes less than we do', () => {
    let server: WireServer;
    let store: EventStoreDbEventStore;
    beforeEach(async () => {
      server = await WireServer.start();
      server.announcesBatchAppend = announcesBatchAppend;
      store = await EventStoreDbEventStore.open({ url: server.url, onError: () => undefined });
      server.maxAppendBytes = 500_000;
    });
    afterEach(async () => {
      await store.close();
      server.stop();
    });

    it('refuses the append alone, with its own limit, and goes on with the same client', async () => {
      const stream = newStream();
      const ofBytes = (bytes: number): EventToAppend =>
        testEvent({ data: `"${'x'.repeat(bytes - 4)}"`, metadata: '{}' });
      const refused = store.append(stream, [ofBytes(600_000), ofBytes(300_000)], NO_STREAM);
      await expect(refused).rejects.toMatchObject({ name: 'EventTooLarge', bytes: 900_000, limit: 500_000 });
      expect(await store.append(stream, [ofBytes(500_000)], NO_STREAM)).toMatchObject({ revision: 0 });
      expect(server.clients).toBe(1);
    });
  });
});
