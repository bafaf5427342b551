import { randomUUID } from 'node:crypto';
import {
  EventStoreUnavailable,
  NO_STREAM,
  START,
  type EventStore,
  type SqlExecutor,
  type StoredEvent,
} from '@sportello/event-sourcing';
import { eventually, InMemoryEventStore } from '@sportello/event-sourcing/testing';
import type { Logger } from 'pino';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { PostgresCheckpoints } from './checkpoints';
import { LogSubscription } from './log-subscription';
import { migrationContext } from './migration';
import { silentLogger, testDatabase, type TestDatabase } from './testing';
import { capturedLog } from './testing/projection-fixture';

class CreateSubscription1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await PostgresCheckpoints.create(sql, schema, roles);
    await sql.query('create table done (name text, event_id text, primary key (name, event_id))');
    await sql.query(`grant select, insert on done to "${roles.worker}"`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward'));
  }
}

describe('LogSubscription', () => {
  let test: TestDatabase;
  let store: InMemoryEventStore;
  const running: LogSubscription[] = [];

  beforeAll(async () => {
    test = await testDatabase('reports', { migrations: [CreateSubscription1700000000000] });
  });
  beforeEach(() => {
    store = new InMemoryEventStore();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((subscription) => subscription.stop()));
  });
  afterAll(() => test.drop());

  const append = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      const event = { eventId: randomUUID(), type: 'happened', data: '{}', metadata: '{}' };
      await store.append(`report-alfa_${randomUUID()}`, [event], NO_STREAM);
    }
  };
  const done = async (name: string): Promise<number> =>
    (await test.database.worker.query('select from done where name = $1', [name])).rowCount;
  const subscribe = (
    name: string,
    before: (events: readonly StoredEvent[]) => void = () => undefined,
    { log = store, logger = silentLogger() }: { readonly log?: EventStore; readonly logger?: Logger } = {},
  ): LogSubscription => {
    const subscription = new LogSubscription({
      name,
      store: log,
      checkpoints: new PostgresCheckpoints(test.database),
      filter: { streamPrefixes: ['report-'] },
      logger,
      pageSize: 7,
      // A second time the same event would break the primary key.
      async handle(events, sql: SqlExecutor) {
        for (const { eventId } of events) await sql.query('insert into done values ($1, $2)', [name, eventId]);
        before(events);
      },
    });
    running.push(subscription);
    subscription.start();
    return subscription;
  };

  it('handles every event once, also with several replicas, and goes on where it was', async () => {
    await append(30);
    const first = [subscribe('once'), subscribe('once')];
    await append(20);
    await eventually(async () => (await done('once')) === 50);
    await Promise.all(first.map((subscription) => subscription.stop()));
    await append(5);
    const second = subscribe('once');
    await eventually(async () => (await done('once')) === 55);
    await eventually(() => second.status().caughtUp);
    expect(second.status().lastError).toBeUndefined();
  });

  it('tries again what failed, with none of its effects kept, and says so meanwhile', async () => {
    let [now, failures] = [false, 0];
    await append(3);
    const subscription = subscribe('again', () => {
      if (now) return;
      failures += 1;
      throw new Error('not now');
    });
    await eventually(() => failures >= 2 && subscription.status().lastError === 'Error: not now');
    expect(await done('again')).toBe(0);
    now = true;
    await eventually(async () => (await done('again')) === 3);
    await eventually(() => subscription.status().lastError === undefined);
  });

  it('holds when the log is another one, and does nothing', async () => {
    await append(3);
    const first = subscribe('held');
    await eventually(async () => (await done('held')) === 3);
    await first.stop();
    const { logId, position } = first.status();
    store = new InMemoryEventStore();
    await append(9);
    const second = subscribe('held');
    await eventually(() => second.status().diverged);
    expect(second.status().lastError).toContain('of another log');
    expect(second.status()).toMatchObject({ logId, position });
    expect(await done('held')).toBe(3);
  });

  it('holds when the log ends before its checkpoint, although its own last event is still there', async () => {
    await append(3);
    const first = subscribe('beyond');
    await eventually(() => first.status().caughtUp);
    await first.stop();
    await test.database.worker.query(`update checkpoints set position = '0000000000000000009' where name = 'beyond'`);
    const second = subscribe('beyond');
    await eventually(() => second.status().diverged);
    expect(await done('beyond')).toBe(3);
  });

  /** The store, whose n-th look at the log may be made to fail or to say something else. */
  const withReadAll = (readAll: (real: EventStore['readAll']) => EventStore['readAll']): EventStore => ({
    logId: () => store.logId(),
    append: (...call) => store.append(...call),
    readStream: (...call) => store.readStream(...call),
    readAll: readAll((...call) => store.readAll(...call)),
    onAppended: (callback) => store.onAppended(callback),
    close: () => store.close(),
  });
  const alarms = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => line.includes('holds until an operator acts'));

  it('tells once that it holds, also when something else had failed before and fails again later', async () => {
    await append(3);
    const first = subscribe('told');
    await eventually(() => first.status().caughtUp);
    await first.stop();
    store = new InMemoryEventStore();
    await append(3);
    const { logger, lines } = capturedLog();
    let asked = 0;
    const unsteady: EventStore = {
      ...withReadAll((real) => real),
      logId: async () => {
        asked += 1;
        if (asked % 3 === 1) throw new EventStoreUnavailable('away for a moment');
        return store.logId();
      },
    };
    const second = subscribe('told', undefined, { log: unsteady, logger });
    await eventually(() => asked >= 7);
    expect(alarms(lines)).toHaveLength(1);
    expect(JSON.parse(alarms(lines)[0]!)).toMatchObject({ level: 50, subscription: 'told' });
    expect(second.status().diverged).toBe(true);
  });

  it('tells that it holds when it reads that the log was cut behind it', async () => {
    await append(3);
    const { logger, lines } = capturedLog();
    let wasCut = false;
    const cutLater = withReadAll((real) => async (after, ...rest) => {
      const page = await real(after, ...rest);
      return wasCut && after !== START ? { events: [], next: after, atEnd: true, beyondEnd: true } : page;
    });
    const subscription = subscribe('cut', undefined, { log: cutLater, logger });
    await eventually(() => subscription.status().caughtUp);
    wasCut = true;
    await eventually(() => subscription.status().diverged);
    await eventually(() => alarms(lines).length > 0);
    wasCut = false;
    await eventually(() => !subscription.status().diverged);
    wasCut = true;
    await eventually(() => alarms(lines).length === 2);
    expect(subscription.status().diverged).toBe(true);
  });
});
