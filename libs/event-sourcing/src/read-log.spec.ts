import { NO_STREAM, type EventFilter, type Position, type ReadPage } from './event-store';
import { readLog } from './read-log';
import { newStream, testEvents } from './testing/conformance/test-events';
import { InMemoryEventStore } from './testing/in-memory-event-store';

/** Counts the pages that were asked for, and can break. */
class CountingStore extends InMemoryEventStore {
  asked = 0;
  breakAt = Infinity;

  override async readAll(after: Position, limit: number, filter?: EventFilter): Promise<ReadPage> {
    this.asked += 1;
    if (this.asked === this.breakAt) throw new Error('broken');
    return super.readAll(after, limit, filter);
  }
}

describe('Reading the log page by page', () => {
  let store: CountingStore;

  beforeEach(async () => {
    store = new CountingStore();
    await store.append(newStream('report'), testEvents(10), NO_STREAM);
    await store.append(newStream('notice'), testEvents(10), NO_STREAM);
  });

  it('gives every event once, up to the end', async () => {
    const pages: number[] = [];
    let last: ReadPage | undefined;
    for await (const page of readLog(store, { pageSize: 7 })) {
      pages.push(page.events.length);
      last = page;
    }
    expect(pages).toEqual([7, 7, 6]);
    expect(last?.atEnd).toBe(true);
  });

  it('goes on from a position, through a filter, and tells how far it came', async () => {
    const { next } = await store.readAll('', 4);
    const pages: ReadPage[] = [];
    for await (const page of readLog(store, { after: next, filter: { streamPrefixes: ['report-'] }, pageSize: 4 })) {
      pages.push(page);
    }
    expect(pages.flatMap((page) => page.events)).toHaveLength(6);
    expect(pages.at(-1)?.next).toBe((await store.readAll('', 100)).next);
  });

  it('reads one page ahead of its consumer and no further', async () => {
    const pages = readLog(store, { pageSize: 5 });
    await pages.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(store.asked).toBe(2);
    await pages.return();
    expect(store.asked).toBe(2);
  });

  it('says that a page could not be read when its turn comes', async () => {
    store.breakAt = 2;
    const pages = readLog(store, { pageSize: 5 });
    expect((await pages.next()).value?.events).toHaveLength(5);
    await expect(pages.next()).rejects.toThrow('broken');
  });

  it('is at its end at once in an empty log', async () => {
    const pages = readLog(new InMemoryEventStore());
    expect((await pages.next()).value).toMatchObject({ events: [], atEnd: true });
    expect((await pages.next()).done).toBe(true);
  });
});
