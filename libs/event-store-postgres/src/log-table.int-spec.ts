import { NO_STREAM } from '@sportello/event-sourcing';
import { newStream, readWholeLog, testEvent, testEvents } from '@sportello/event-sourcing/testing';
import { createEventStore } from './schema';
import { logDatabase, withClient, type LogDatabase, type PostgresLog } from './testing/postgres-log';

jest.setTimeout(30_000);

describe('The table of the log', () => {
  let database: LogDatabase;
  let log: PostgresLog;

  beforeAll(async () => {
    database = await logDatabase();
    log = await database.newLog();
  });
  afterAll(async () => {
    await log.close();
    await database.drop();
  });

  it('numbers 12,000 events of appends with many events in the order of their revisions', async () => {
    const own = await database.newLog();
    const store = await own.open();
    const streams = Array.from({ length: 40 }, () => newStream());
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(streams.map((stream) => store.append(stream, testEvents(100), round * 100 - 1)));
    }
    const events = await readWholeLog(store, {}, 5_000);
    expect(events.map((event) => Number(event.position))).toEqual(
      Array.from({ length: 12_000 }, (_, index) => index + 1),
    );
    const next = new Map<string, number>();
    for (const { stream, revision } of events) {
      expect(revision).toBe(next.get(stream) ?? 0);
      next.set(stream, revision + 1);
    }
    await own.close();
  });

  it('is created once, and keeps its identity and its events when created again', async () => {
    const store = await log.open();
    const logId = await store.logId();
    await store.append(newStream(), [testEvent()], NO_STREAM);
    await withClient(database.urls.owner, (sql) => createEventStore(sql, log.schema));
    expect(await store.logId()).toBe(logId);
    expect(await readWholeLog(store)).not.toEqual([]);
  });

  it.each([
    `update SCHEMA.events set data = '{}'`,
    `delete from SCHEMA.events`,
    `truncate SCHEMA.events`,
    `update SCHEMA.log set log_id = gen_random_uuid()`,
  ])('lets nobody rewrite it: %s', async (statement) => {
    const worker = await log.connection();
    await expect(worker.query(statement.replace('SCHEMA', log.schema))).rejects.toThrow('permission denied');
  });

  it('is open to the worker role alone', async () => {
    await (await log.open()).append(newStream(), [testEvent()], NO_STREAM);
    const count = `select count(*)::int as events from ${log.schema}.events`;
    await expect(withClient(database.urls.app, (sql) => sql.query(count))).rejects.toThrow('permission denied');
    const seenByOwner = await withClient(database.urls.owner, (sql) => sql.query<{ events: number }>(count));
    expect(seenByOwner.rows[0]?.events).toBe(0);
  });

  it('answers every hot question from an index, also when planned while the table is empty', async () => {
    const empty = await database.newLog();
    const worker = await empty.connection();
    await worker.query('set enable_seqscan = off; set enable_bitmapscan = off');
    const plan = async (statement: string): Promise<string> => {
      const { rows } = await worker.query<{ 'QUERY PLAN': string }>(`explain ${statement}`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    const events = `${empty.schema}.events`;
    const page = await plan(
      `select data from ${events} where position > 5 and position <= 9 order by position limit 3`,
    );
    expect(page).toContain('Index Scan using events_position_key');
    expect(page).not.toContain('Sort');
    const head = await plan(`select max(position) from ${events}`);
    expect(head).toContain('Index Only Scan Backward using events_position_key');
    const stream = await plan(
      `select data from ${events} where municipality_id = 'm1' and stream = 's' and revision >= 0 order by revision`,
    );
    expect(stream).toContain('Index Scan using events_pkey');
    expect(stream).not.toContain('Sort');
    const streamHead = await plan(
      `select revision from ${events} where municipality_id = 'm1' and stream = 's' order by revision desc limit 1`,
    );
    expect(streamHead).toContain('Index Only Scan Backward using events_pkey');
    await empty.close();
  });

  it('refuses a schema name that is not a plain identifier', async () => {
    await expect(withClient(database.urls.owner, (sql) => createEventStore(sql, 'a; drop table b'))).rejects.toThrow(
      'Not a schema name',
    );
  });
});
