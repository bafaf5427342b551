import { NO_STREAM } from '@sportello/event-sourcing';
import { newStream, readWholeLog, testEvent, testEvents } from '@sportello/event-sourcing/testing';
import { headOf } from './append-function';
import { logNames } from './log-names';
import { readStatements } from './read-statements';
import { createEventStore } from './schema';
import { prepareSession } from './session';
import { logDatabase, withClient, type LogDatabase, type PostgresLog } from './testing/postgres-log';

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
    await prepareSession(worker, 4_000);
    const plan = async (text: string, ...values: string[]): Promise<string> => {
      await worker.query(`prepare hot as ${text}`);
      const parameters = values.length > 0 ? `(${values.join(', ')})` : '';
      const { rows } = await worker.query<{ 'QUERY PLAN': string }>(`explain execute hot${parameters}`);
      await worker.query('deallocate hot');
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    const { all, filtered, head, stream, streams } = readStatements(empty.schema);
    for (const page of [await plan(all.text, '5', '9', '3'), await plan(filtered.text, '5', '9', '3', `'{report-}'`)]) {
      expect(page).toContain('Index Scan using events_position_key');
      expect(page).toContain('Index Cond: (("position" > $1) AND ("position" <= $2))');
      expect(page).not.toContain('Sort');
    }
    expect(await plan(head.text)).toContain('Index Only Scan Backward using events_position_key');
    const ofStream = await plan(stream.text, `'m1'`, `'s'`, '0', '3');
    expect(ofStream).toContain('Index Scan using events_pkey');
    expect(ofStream).toContain('Index Cond: ((municipality_id = $1) AND (stream = $2) AND (revision >= $3))');
    expect(ofStream).not.toContain('Sort');
    const ofStreams = await plan(streams.text, `'{m1}'`, `'{s}'`);
    expect(ofStreams).toContain('Index Scan using events_pkey');
    expect(ofStreams).toContain('Index Cond: ((municipality_id = asked.municipality) AND (stream = asked.name))');
    expect(ofStreams).not.toContain('Sort');
    const { events } = logNames(empty.schema);
    const heads = await plan(
      `select (${headOf(events)}) from unnest($1::text[], $2::text[]) as r(municipality, stream)`,
      `'{m1}'`,
      `'{s}'`,
    );
    expect(heads).toContain('Index Only Scan Backward using events_pkey');
    expect(heads).toContain('Index Cond: ((municipality_id = r.municipality) AND (stream = r.stream))');
    await empty.close();
  });

  it('refuses a schema name that is not a plain identifier', async () => {
    await expect(withClient(database.urls.owner, (sql) => createEventStore(sql, 'a; drop table b'))).rejects.toThrow(
      'Not a schema name',
    );
  });
});
