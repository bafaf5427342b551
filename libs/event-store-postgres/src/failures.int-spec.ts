import { EventStoreUnavailable, NO_STREAM, START, type EventToAppend } from '@sportello/event-sourcing';
import { eventually, newStream, readWholeLog, testEvent } from '@sportello/event-sourcing/testing';
import { PostgresEventStore } from './postgres-event-store';
import { cuttableProxy, type CuttableProxy } from './testing/cuttable-proxy';
import { logDatabase, withClient, type LogDatabase, type PostgresLog } from './testing/postgres-log';

jest.setTimeout(30_000);

describe('PostgresEventStore when things go wrong', () => {
  let database: LogDatabase;
  let log: PostgresLog;
  let proxy: CuttableProxy;

  beforeAll(async () => {
    database = await logDatabase();
  });
  afterAll(async () => {
    await database.drop();
  });
  beforeEach(async () => {
    log = await database.newLog();
    proxy = await cuttableProxy(database.urls.worker);
  });
  afterEach(async () => {
    await log.close();
    await proxy.cut();
  });

  it('is unavailable while its database is away, and works again once it is back', async () => {
    const errors: Error[] = [];
    const store = await log.open({ url: proxy.url, onError: (error) => errors.push(error) });
    let woken = 0;
    store.onAppended(() => (woken += 1));
    await store.append(newStream(), [testEvent()], NO_STREAM);

    await proxy.cut();
    await expect(store.append(newStream(), [testEvent()], NO_STREAM)).rejects.toThrow(EventStoreUnavailable);
    await expect(store.readAll(START, 10)).rejects.toThrow(EventStoreUnavailable);
    await expect(store.readStream(newStream())).rejects.toThrow(EventStoreUnavailable);
    expect(errors).not.toEqual([]);

    await proxy.mend();
    const stream = newStream();
    expect((await store.append(stream, [testEvent()], NO_STREAM)).revision).toBe(0);
    expect(await store.readStream(stream)).toHaveLength(1);

    const elsewhere = await log.open();
    const before = woken;
    await eventually(async () => {
      await elsewhere.append(newStream(), [testEvent()], NO_STREAM);
      return woken > before;
    });
  });

  it('answers every caller when its sessions are ended under load, and a repetition tells what became of it', async () => {
    const store = await log.open({ url: database.urls.worker });
    const requests: { stream: string; event: EventToAppend }[] = [];
    const append = ({ stream, event }: (typeof requests)[number]): Promise<unknown> =>
      store.append(stream, [event], NO_STREAM);
    const failures: unknown[] = [];
    let enough = false;
    const writers = Array.from({ length: 20 }, async () => {
      while (!enough) {
        const request = { stream: newStream(), event: testEvent() };
        requests.push(request);
        await append(request).catch((error: unknown) => failures.push(error));
      }
    });
    await eventually(async () => {
      await withClient(database.adminUrl, (sql) =>
        sql.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()`,
        ),
      );
      return failures.length > 0;
    });
    enough = true;
    await Promise.all(writers);
    for (const failure of failures) expect(failure).toBeInstanceOf(EventStoreUnavailable);
    await eventually(async () =>
      (await Promise.allSettled(requests.map(append))).every(({ status }) => status === 'fulfilled'),
    );
    const events = (await readWholeLog(store)).map((event) => event.eventId);
    expect(events.sort()).toEqual(requests.map(({ event }) => event.eventId).sort());
  });

  it('gives up after its deadline when the network swallows everything', async () => {
    const store = await log.open({ url: proxy.url, deadlineMs: 300 });
    await store.readAll(START, 10);
    proxy.clog();
    await expect(store.append(newStream(), [testEvent()], NO_STREAM)).rejects.toThrow(EventStoreUnavailable);
    await expect(store.readAll(START, 10)).rejects.toThrow(EventStoreUnavailable);
    await proxy.cut();
    await proxy.mend();
    await eventually(async () => {
      const outcome = store.append(newStream(), [testEvent()], NO_STREAM);
      return outcome.then(
        () => true,
        () => false,
      );
    });
  });

  it('gives up after its deadline while another process holds the log, and works again afterwards', async () => {
    const store = await log.open({ deadlineMs: 300 });
    const other = await log.connection();
    await other.query('begin');
    await other.query(`select pg_advisory_xact_lock(hashtextextended('${log.schema}.append_batch', 0))`);
    await expect(store.append(newStream(), [testEvent()], NO_STREAM)).rejects.toThrow(EventStoreUnavailable);
    await other.query('rollback');
    await eventually(async () => {
      const outcome = store.append(newStream(), [testEvent()], NO_STREAM);
      return outcome.then(
        () => true,
        () => false,
      );
    });
  });

  it('turns appends away when too many are waiting', async () => {
    const store = await log.open({ queueSize: 10 });
    const other = await log.connection();
    await other.query('begin');
    await other.query(`select pg_advisory_xact_lock(hashtextextended('${log.schema}.append_batch', 0))`);
    const first = store.append(newStream(), [testEvent()], NO_STREAM);
    await eventually(async () => {
      const { rows } = await other.query(
        `select from pg_stat_activity where wait_event = 'advisory' and datname = current_database()`,
      );
      return rows.length > 0;
    });
    const waiting = Array.from({ length: 10 }, () => store.append(newStream(), [testEvent()], NO_STREAM));
    await expect(store.append(newStream(), [testEvent()], NO_STREAM)).rejects.toThrow('Too many appends are waiting');
    await other.query('rollback');
    expect(await Promise.all([first, ...waiting])).toHaveLength(11);
  });

  it('cannot be opened where nobody answers', async () => {
    await proxy.cut();
    const opening = PostgresEventStore.open({ url: proxy.url, onError: () => undefined });
    await expect(opening).rejects.toThrow(EventStoreUnavailable);
    await proxy.mend();
  });

  it('refuses a server that may lose what it acknowledged', async () => {
    const set = (value: string): Promise<unknown> =>
      withClient(database.adminUrl, (sql) =>
        sql.query(`alter role ${database.worker} set synchronous_commit = ${value}`),
      );
    await set('off');
    try {
      await expect(log.open()).rejects.toThrow('PostgreSQL runs with synchronous_commit off');
    } finally {
      await set('on');
    }
    await log.open();
  });
});
