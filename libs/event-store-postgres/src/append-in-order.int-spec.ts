import { ExpectedRevisionConflict, InvalidEvent, NO_STREAM, type StoredEvent } from '@sportello/event-sourcing';
import { newStream, readWholeLog, testEvent, testEvents } from '@sportello/event-sourcing/testing';
import { logDatabase, type LogDatabase, type PostgresLog } from './testing/postgres-log';

const without = ({ position: _position, ...event }: StoredEvent): object => event;

describe('Events of another log', () => {
  let database: LogDatabase;
  let [source, target]: PostgresLog[] = [];
  beforeAll(async () => {
    database = await logDatabase();
    source = await database.newLog();
  });
  beforeEach(async () => {
    target = await database.newLog();
  });
  afterEach(() => target?.close());
  afterAll(async () => {
    await source?.close();
    await database.drop();
  });

  /** Three streams, mixed, as `[stream, revision]` 0.0 1.0 0.1 0.2 2.0 1.1 2.1 ... */
  async function mixed(): Promise<StoredEvent[]> {
    const log = await database.newLog();
    const store = await log.open();
    const streams = [newStream(), newStream(), newStream()];
    const heads = [NO_STREAM, NO_STREAM, NO_STREAM];
    for (const [index, count] of [0, 1, 0, 2, 1, 2, 0].map((pick, turn) => [pick, 1 + (turn % 2)] as const)) {
      await store.append(streams[index]!, testEvents(count), heads[index]!);
      heads[index] = heads[index]! + count;
    }
    const events = await readWholeLog(store);
    await log.close();
    return events;
  }

  it('stand in a new log in the same order, byte for byte', async () => {
    const events = await mixed();
    const store = await target!.open();
    await store.appendInOrder(events.slice(0, 4));
    await store.appendInOrder(events.slice(4));
    expect((await readWholeLog(store)).map(without)).toEqual(events.map(without));
  });

  it('are there once when the same call comes twice', async () => {
    const events = await mixed();
    const store = await target!.open();
    await store.appendInOrder(events);
    await store.appendInOrder(events);
    expect(await readWholeLog(store)).toHaveLength(events.length);
  });

  it('are refused where their stream holds something else, and where one is missing or cannot be held', async () => {
    const events = await mixed();
    const store = await target!.open();
    await store.append(events[0]!.stream, [testEvent()], NO_STREAM);
    await expect(store.appendInOrder(events)).rejects.toBeInstanceOf(ExpectedRevisionConflict);
    const other = await (await database.newLog()).open();
    await expect(other.appendInOrder(events.slice(1).filter(({ revision }) => revision !== 1))).rejects.toThrow();
    await expect(other.appendInOrder([{ ...events[0]!, data: 'no json' }])).rejects.toBeInstanceOf(InvalidEvent);
    expect(await readWholeLog(other)).toEqual([]);
    await other.close();
  });
});
