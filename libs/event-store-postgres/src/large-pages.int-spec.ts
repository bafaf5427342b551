import { NO_STREAM, readLog, START, type EventStore } from '@sportello/event-sourcing';
import { newStream, testEvent } from '@sportello/event-sourcing/testing';
import { logDatabase, type LogDatabase, type PostgresLog } from './testing/postgres-log';

describe('Pages of the log', () => {
  let database: LogDatabase;
  let log: PostgresLog;
  let store: EventStore;

  beforeAll(async () => {
    database = await logDatabase();
  });
  afterAll(async () => {
    await database.drop();
  });
  beforeEach(async () => {
    log = await database.newLog();
    store = await log.open();
  });
  afterEach(async () => {
    await log.close();
  });

  async function appendEvents(count: number, bytes: number): Promise<void> {
    const data = JSON.stringify('x'.repeat(bytes));
    const appends = Array.from({ length: count }, () => store.append(newStream(), [testEvent({ data })], NO_STREAM));
    await Promise.all(appends);
  }

  it.each([
    ['of about 50 kB', 300, 50_000],
    ['of about 150 kB', 130, 150_000],
  ])('are cut when many events %s come together, and nothing is lost', async (_, count, bytes) => {
    await appendEvents(count, bytes);
    for (const filter of [{}, { streamPrefixes: ['report-'] }]) {
      const page = await store.readAll(START, 1_000, filter);
      expect(page.events.length).toBeGreaterThanOrEqual(100);
      expect(page.events.length).toBeLessThan(count);
      expect(page).toMatchObject({ next: page.events.at(-1)?.position, atEnd: false });

      const positions: number[] = [];
      for await (const { events } of readLog(store, { filter })) {
        positions.push(...events.map((event) => Number(event.position)));
      }
      expect(positions).toEqual(Array.from({ length: count }, (_each, index) => index + 1));
    }
  });

  it.each([99, 100, 101, 250])('hold everything when %i small events fit', async (count) => {
    await appendEvents(count, 10);
    for (const limit of [count, count + 1, 1_000]) {
      const page = await store.readAll(START, limit);
      expect(page.events).toHaveLength(count);
      expect(page.atEnd).toBe(true);
    }
  });

  it('follow a head that moves on while they are read', async () => {
    await appendEvents(250, 10);
    let seen = 0;
    for await (const { events } of readLog(store, { pageSize: 100 })) {
      if (seen === 0) await appendEvents(30, 10);
      seen += events.length;
    }
    expect(seen).toBe(280);
  });
});
