import { EventStoreUnavailable, NO_STREAM, START } from '@sportello/event-sourcing';
import {
  eventStoreConformance,
  eventually,
  newStream,
  readWholeLog,
  testEvent,
  testEvents,
} from '@sportello/event-sourcing/testing';
import { EventStoreDbEventStore } from './eventstoredb-event-store';
import { realServer, restOfLog, type RealServer } from './testing';

let server: RealServer;
beforeAll(async () => {
  server = await realServer();
});
afterAll(async () => {
  await server.stop();
});

const open = (): Promise<EventStoreDbEventStore> =>
  EventStoreDbEventStore.open({ url: server.url, onError: () => undefined });

eventStoreConformance('EventStoreDbEventStore on a real server', async () => {
  const store = await open();
  return { ...(await restOfLog(store)), drop: () => store.close() };
});

describe('EventStoreDbEventStore on a real server', () => {
  it('passes what does not match without being sent it, and knows where the log ends', async () => {
    const store = await open();
    const begin = (await readWholeLog(store)).at(-1)?.position ?? START;
    const report = newStream('report');
    for (let round = 0; round < 3; round += 1) {
      await store.append(newStream('notice'), testEvents(2_000), NO_STREAM);
      await store.append(report, [testEvent()], round - 1);
    }
    await store.append(newStream('notice'), testEvents(2_000), NO_STREAM);
    const end = (await readWholeLog(store)).at(-1)?.position;
    const revisions: number[] = [];
    let page = await store.readAll(begin, 2, { streamPrefixes: ['report-'] });
    for (;;) {
      revisions.push(...page.events.map(({ revision }) => revision));
      if (page.atEnd) break;
      page = await store.readAll(page.next, 2, { streamPrefixes: ['report-'] });
    }
    expect(revisions).toEqual([0, 1, 2]);
    expect(page.next).toBe(end);
    await store.close();
  });
});

/** A server that was only named is not ours to end. */
const ours = process.env['EVENTSTOREDB_URL'] === undefined && process.env['EVENTSTOREDB_BIN'] !== undefined;
if (ours) {
  describe('A real server that restarts', () => {
    it('fails while the server is away, goes on with the next call, and is woken again', async () => {
      const store = await open();
      const stream = newStream();
      await store.append(stream, [testEvent()], NO_STREAM);
      let calls = 0;
      store.onAppended(() => (calls += 1));
      await eventually(() => calls > 0);
      const restarting = server.restart?.();
      await expect(
        (async () => {
          for (;;) await store.append(newStream(), [testEvent()], NO_STREAM);
        })(),
      ).rejects.toBeInstanceOf(EventStoreUnavailable);
      await restarting;
      await store.append(stream, [testEvent()], 0);
      expect(await store.readStream(stream)).toHaveLength(2);
      const other = await open();
      const before = calls;
      await eventually(async () => {
        await other.append(newStream(), [testEvent()], NO_STREAM);
        return calls > before + 1;
      });
      await Promise.all([store.close(), other.close()]);
    });
  });
}
