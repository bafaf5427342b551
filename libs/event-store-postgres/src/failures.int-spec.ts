import { EventStoreUnavailable, NO_STREAM, START, type EventToAppend } from '@sportello/event-sourcing';
import { eventually, newStream, readWholeLog, testEvent } from '@sportello/event-sourcing/testing';
import { PostgresEventStore } from './postgres-event-store';
import { cuttableProxy, type CuttableProxy } from './testing/cuttable-proxy';
import { logDatabase, withClient, type LogDatabase, type PostgresLog } from './testing/postgres-log';

/** Short, for what never comes. */
const deadlineMs = 500;

/** On a busy machine a short deadline may be over before anything was said; a caller then asks again. */
function againWhenLate<Answer>(ask: () => Promise<Answer>): Promise<Exclude<Answer, false | undefined>> {
  return eventually<Answer | undefined>(() =>
    ask().catch((error: unknown) => {
      if (error instanceof EventStoreUnavailable) return undefined;
      throw error;
    }),
  );
}

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
    await eventually(() => errors.length > 0);

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
    const store = await againWhenLate(() => log.open({ url: proxy.url, deadlineMs }));
    await againWhenLate(() => store.readAll(START, 10));
    proxy.clog();
    await expect(store.append(newStream(), [testEvent()], NO_STREAM)).rejects.toThrow(EventStoreUnavailable);
    await expect(store.readAll(START, 10)).rejects.toThrow(EventStoreUnavailable);
    proxy.unclog();
    await againWhenLate(() => store.append(newStream(), [testEvent()], NO_STREAM));
  });

  it('gives up when a server lets it in and then says no more, and works again with one that answers', async () => {
    const store = await againWhenLate(() => log.open({ url: proxy.url, deadlineMs }));
    await proxy.cut();
    proxy.clogQueries();
    await proxy.mend();
    await expect(store.append(newStream(), [testEvent()], NO_STREAM)).rejects.toThrow(EventStoreUnavailable);
    await expect(store.readAll(START, 10)).rejects.toThrow(EventStoreUnavailable);
    await expect(log.open({ url: proxy.url, deadlineMs })).rejects.toThrow(EventStoreUnavailable);
    proxy.unclog();
    const [stream, events] = [newStream(), [testEvent()]];
    await againWhenLate(() => store.append(stream, events, NO_STREAM));
    expect((await againWhenLate(() => store.readAll(START, 10))).events).toHaveLength(1);
  });

  it('stops waiting for a connection when its caller gives up', async () => {
    const store = await log.open({ url: proxy.url, deadlineMs: 20_000 });
    proxy.clogQueries();
    const caller = new AbortController();
    const reading = store.readAll(START, 10, {}, { signal: caller.signal });
    caller.abort(new Error('given up'));
    await expect(reading).rejects.toThrow('given up');
    await proxy.cut();
    proxy.unclog();
    await proxy.mend();
    expect(await store.readAll(START, 10)).toMatchObject({ events: [] });
  });

  it('outlives the loss of its connection in the middle of a read', async () => {
    const store = await log.open({ url: proxy.url });
    await store.readAll(START, 10);
    await withClient(database.adminUrl, async (admin) => {
      await admin.query('begin');
      await admin.query(`lock table ${log.schema}.events in access exclusive mode`);
      const reading = store.readAll(START, 10);
      await eventually(async () => {
        const { rows } = await admin.query(
          `select from pg_stat_activity where wait_event = 'relation' and datname = current_database()`,
        );
        return rows.length > 0;
      });
      await proxy.cut();
      await expect(reading).rejects.toThrow(EventStoreUnavailable);
      await admin.query('rollback');
    });
    await proxy.mend();
    expect(await store.readAll(START, 10)).toMatchObject({ events: [] });
  });

  it('gives up after its deadline while another process holds the log, and works again afterwards', async () => {
    const store = await againWhenLate(() => log.open({ deadlineMs }));
    const other = await log.connection();
    await other.query('begin');
    await other.query(`select pg_advisory_xact_lock(hashtextextended('${log.schema}.append_batch', 0))`);
    await expect(store.append(newStream(), [testEvent()], NO_STREAM)).rejects.toThrow(EventStoreUnavailable);
    await other.query('rollback');
    await againWhenLate(() => store.append(newStream(), [testEvent()], NO_STREAM));
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

  it('appends again once it may, though the server refused the first call of its connection', async () => {
    const store = await log.open();
    const stream = newStream();
    const signature = '(text[], text[], integer[], boolean[], uuid[], text[], text[], text[], boolean)';
    const append = `function ${log.schema}.append_batch${signature}`;
    await withClient(database.urls.owner, (owner) =>
      owner.query(`revoke execute on ${append} from ${database.worker}`),
    );
    await expect(store.append(stream, [testEvent()], NO_STREAM)).rejects.toThrow('permission denied');
    await withClient(database.urls.owner, (owner) => owner.query(`grant execute on ${append} to ${database.worker}`));
    expect((await store.append(stream, [testEvent()], NO_STREAM)).revision).toBe(0);
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
