import { randomUUID } from 'node:crypto';
import { NO_STREAM, START, type EventStore, type Position, type StoredEvent } from '@sportello/event-sourcing';
import { eventually, newStream, readWholeLog, testEvent, testEvents } from '@sportello/event-sourcing/testing';
import type { Client } from 'pg';
import { logDatabase, type LogDatabase, type PostgresLog } from './testing/postgres-log';

/** A reader as projections are: it pages, remembers `next`, and never looks back. */
class PagingReader {
  readonly seen: StoredEvent[] = [];
  #after: Position = START;

  constructor(private readonly store: EventStore) {}

  async page(): Promise<void> {
    const page = await this.store.readAll(this.#after, 3);
    this.seen.push(...page.events);
    this.#after = page.next;
  }

  get streams(): string[] {
    return this.seen.map((event) => event.stream);
  }
}

describe('No reader of the log skips an event', () => {
  let database: LogDatabase;
  let log: PostgresLog;
  let store: EventStore;
  let reader: PagingReader;

  beforeAll(async () => {
    database = await logDatabase();
  });
  afterAll(async () => {
    await database.drop();
  });
  beforeEach(async () => {
    log = await database.newLog();
    store = await log.open();
    reader = new PagingReader(await log.open());
  });
  afterEach(async () => {
    await log.close();
  });

  /** Appends in a transaction of its own that stays open, as a slow or dying process would. */
  async function appendIn(writer: Client, stream: string): Promise<void> {
    const { eventId, type, data, metadata } = testEvent();
    await writer.query(`select * from ${log.schema}.append_batch($1, $2, $3, $4, $5, $6, $7, $8, true)`, [
      ['borgo-esempio'],
      [stream],
      [0],
      [true],
      [eventId],
      [type],
      [data],
      [metadata],
    ]);
  }

  /** Until as many sessions as that wait for the lock of the log. */
  async function untilWaiting(observer: Client, count: number): Promise<void> {
    await eventually(async () => {
      const { rows } = await observer.query(
        `select from pg_locks where locktype = 'advisory' and not granted
         and database = (select oid from pg_database where datname = current_database())`,
      );
      return rows.length === count;
    });
  }

  it('when a writer holds its transaction open and commits late', async () => {
    const [slow, quick] = [newStream(), newStream()];
    const [writer, observer] = [await log.connection(), await log.connection()];
    await writer.query('begin');
    await appendIn(writer, slow);
    const appending = store.append(quick, [testEvent()], NO_STREAM);
    await untilWaiting(observer, 1);

    for (let page = 0; page < 5; page += 1) await reader.page();
    expect(reader.seen).toEqual([]);

    await writer.query('commit');
    await appending;
    await reader.page();
    expect(reader.streams).toEqual([slow, quick]);
  });

  it('when a writer rolls back what others had been waiting behind', async () => {
    const [given, quick] = [newStream(), newStream()];
    const [writer, observer] = [await log.connection(), await log.connection()];
    await store.append(given, [testEvent()], NO_STREAM);
    await writer.query('begin');
    await appendIn(writer, newStream());
    const appending = store.append(quick, [testEvent()], NO_STREAM);
    await untilWaiting(observer, 1);
    await reader.page();
    await writer.query('rollback');
    await appending;
    await reader.page();

    expect(reader.streams).toEqual([given, quick]);
    const [first, second] = reader.seen.map((event) => Number(event.position));
    expect(second).toBe(Number(first) + 1);
  });

  it('when the process of a writer dies in its transaction', async () => {
    const quick = newStream();
    const [writer, observer] = [await log.connection(), await log.connection()];
    writer.on('error', () => undefined);
    await writer.query('begin');
    await appendIn(writer, newStream());
    const { rows } = await writer.query<{ pid: number }>('select pg_backend_pid() as pid');
    const appending = store.append(quick, [testEvent()], NO_STREAM);
    await untilWaiting(observer, 1);
    await observer.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await appending;
    await reader.page();
    expect(reader.streams).toEqual([quick]);
  });

  it('when many processes append at once, some slowly, some in vain', async () => {
    const processes = await Promise.all([log.open(), log.open(), log.open()]);
    const appending = processes.flatMap((process) =>
      Array.from({ length: 4 }, async () => {
        const stream = newStream();
        for (let index = 0; index < 20; index += 1) await process.append(stream, testEvents(2), index * 2 - 1);
      }),
    );
    const slow = Array.from({ length: 3 }, async () => {
      const writer = await log.connection();
      for (let index = 0; index < 15; index += 1) {
        await writer.query('begin');
        await appendIn(writer, newStream());
        // Only the holder of the lock comes here, so that the one reader is never asked twice at once.
        await reader.page();
        await writer.query(index % 3 === 0 ? 'rollback' : 'commit');
      }
    });
    const total = 3 * 4 * 20 * 2 + 3 * 10;
    await Promise.all(slow);
    await eventually(async () => {
      await reader.page();
      return reader.seen.length >= total;
    });
    await Promise.all(appending);

    const inTheEnd = await readWholeLog(store);
    expect(inTheEnd).toHaveLength(total);
    expect(reader.seen).toEqual(inTheEnd);
    expect(inTheEnd.map((event) => Number(event.position))).toEqual(inTheEnd.map((_, index) => index + 1));
  });

  it('where a log without the lock would lose one, which is what these tests can see', async () => {
    const [early, late] = [await log.connection(), await log.connection()];
    const insert = (position: number, stream: string): [string, unknown[]] => [
      `insert into ${log.schema}.events values ('borgo-esempio', $1, 0, $2, $3, 'test.happened', '{}', '{}')`,
      [stream, position, randomUUID()],
    ];
    const [first, second] = [newStream(), newStream()];
    await early.query('begin');
    await early.query(...insert(1, first));
    await late.query(...insert(2, second));
    await reader.page();
    await early.query('commit');
    await reader.page();
    expect(reader.streams).toEqual([second]);
    expect((await readWholeLog(store)).map((event) => event.stream)).toEqual([first, second]);
  });
});
