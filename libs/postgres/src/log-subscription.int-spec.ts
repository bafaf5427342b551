import { randomUUID } from 'node:crypto';
import { NO_STREAM, type SqlExecutor, type StoredEvent } from '@sportello/event-sourcing';
import { eventually, InMemoryEventStore } from '@sportello/event-sourcing/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { PostgresCheckpoints } from './checkpoints';
import { LogSubscription } from './log-subscription';
import { migrationContext } from './migration';
import { silentLogger, testDatabase, type TestDatabase } from './testing';

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
  ): LogSubscription => {
    const subscription = new LogSubscription({
      name,
      store,
      checkpoints: new PostgresCheckpoints(test.database),
      filter: { streamPrefixes: ['report-'] },
      logger: silentLogger(),
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
    let failures = 2;
    await append(3);
    const subscription = subscribe('again', () => {
      if ((failures -= 1) >= 0) throw new Error('not now');
    });
    await eventually(() => subscription.status().lastError === 'Error: not now');
    expect(await done('again')).toBe(0);
    await eventually(async () => (await done('again')) === 3);
    await eventually(() => subscription.status().lastError === undefined);
  });

  it('holds when the log is another one, and does nothing', async () => {
    await append(3);
    const first = subscribe('held');
    await eventually(async () => (await done('held')) === 3);
    await first.stop();
    store = new InMemoryEventStore();
    await append(9);
    const second = subscribe('held');
    await eventually(() => second.status().diverged);
    expect(second.status().lastError).toContain('of another log');
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
});
