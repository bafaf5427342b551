import type { INestMicroservice } from '@nestjs/common';
import { HINTS, SUBJECTS, type PublicEvent } from '@sportello/contracts';
import type { SqlExecutor } from '@sportello/event-sourcing';
import { eventually } from '@sportello/event-sourcing/testing';
import { PostgresCheckpoints } from '@sportello/postgres';
import { testDatabase, type TestDatabase } from '@sportello/postgres/testing';
import { asService, type Bus } from './bus';
import { FeedConsumer, type FeedConsumerOptions } from './feed-consumer';
import { connectNats } from './nats-bus';
import {
  answerFeed,
  CapturedLog,
  hintGrowth,
  TestFeed,
  testKeys,
  testNats,
  type TestKeys,
  type TestNats,
} from './testing';

/** Real NATS, real PostgreSQL: whatever goes down and comes back, every event has its effect once, in order. */
describe('The reader of a feed, over NATS into PostgreSQL', () => {
  let nats: TestNats;
  let keys: TestKeys;
  let test: TestDatabase;
  let feed: TestFeed;
  let name: string;
  let reports: Bus;
  let owner: INestMicroservice;
  let readers: { readonly reader: FeedConsumer<PublicEvent>; readonly bus: Bus }[];

  beforeAll(async () => {
    [nats, keys, test] = await Promise.all([testNats(), testKeys(), testDatabase('notifications')]);
    const { database } = test;
    await database.asOwner(async (sql) => {
      await PostgresCheckpoints.create(sql, database.schema, database.roles);
      await sql.query('create table effects (n bigint generated always as identity, reader text, position text)');
      await sql.query(`grant select, insert on effects to "${database.roles.worker}"`);
    });
  });
  afterAll(async () => {
    await test.drop();
    await nats.stop();
    await keys.remove();
  });

  beforeEach(async () => {
    await nats.start();
    feed = new TestFeed();
    name = `reader-${feed.logId}`;
    readers = [];
    await startOwner();
  });
  afterEach(async () => {
    await Promise.all(readers.map(({ reader }) => reader.stop()));
    await Promise.all(readers.map(({ bus }) => bus.close()));
    await reports.close();
  });

  const busOf = async (service: 'reports' | 'notifications'): Promise<Bus> =>
    connectNats({ url: nats.url(service), service, keys: await keys.of(service), logger: new CapturedLog() });
  const startOwner = async (): Promise<void> => {
    reports = await busOf('reports');
    owner = await answerFeed(reports, feed);
  };
  const record = async (events: readonly PublicEvent[], sql: SqlExecutor): Promise<void> => {
    await sql.query('insert into effects (reader, position) select $1, * from unnest($2::text[])', [
      name,
      events.map(({ position }) => position),
    ]);
  };
  const startReader = async (options: Partial<FeedConsumerOptions<PublicEvent>> = {}) => {
    const bus = await busOf('notifications');
    const reader = new FeedConsumer<PublicEvent>({
      bus,
      subject: SUBJECTS.reportFeed,
      hint: HINTS.reportFeedGrew,
      name,
      checkpoints: new PostgresCheckpoints(test.database),
      context: () => asService('notifications', { correlationId: 'feed', causationId: 'feed' }),
      apply: record,
      logger: new CapturedLog(),
      pollMs: 100,
      pageSize: 10,
      ...options,
    });
    readers.push({ reader, bus });
    reader.start();
    return reader;
  };
  const applied = async (): Promise<string[]> => {
    const effects = 'select position from effects where reader = $1 order by n';
    const { rows } = await test.database.asWorker((sql) => sql.query<{ position: string }>(effects, [name]));
    return rows.map(({ position }) => position);
  };
  const everythingOnce = async (): Promise<void> => {
    await eventually(async () => (await applied()).length >= feed.events.length);
    await eventually(() => readers.every(({ reader }) => reader.status().caughtUp));
    expect(await applied()).toEqual(feed.events.map(({ position }) => position));
  };

  it('hears of new events by a hint', async () => {
    const reader = await startReader({ pollMs: 60_000 });
    await eventually(() => reader.status().caughtUp);
    feed.append(25);
    hintGrowth(reports);
    await everythingOnce();
  });

  it('survives an owner that restarts', async () => {
    await startReader();
    feed.append(30);
    await owner.close();
    await reports.close();
    feed.append(30);
    await startOwner();
    await everythingOnce();
  });

  it('survives a NATS that restarts, with nothing in it', async () => {
    await startReader();
    feed.append(30);
    hintGrowth(reports);
    await nats.stop();
    feed.append(30);
    await nats.start();
    feed.append(1);
    await everythingOnce();
    feed.append(1);
    hintGrowth(reports);
    await everythingOnce();
  });

  it('loses nothing by lost hints and doubles nothing by doubled ones', async () => {
    await startReader();
    for (let round = 0; round < 30; round += 1) {
      feed.append(3);
      for (let times = 0; times < round % 4; times += 1) hintGrowth(reports);
      await applied();
    }
    await everythingOnce();
  });

  it('repeats nothing after a crash between the effects and the checkpoint', async () => {
    feed.append(40);
    let crashes = 0;
    await startReader({
      pollMs: 10,
      apply: async (events, sql) => {
        await record(events, sql);
        if ((crashes += 1) % 2 === 1 && crashes < 12) throw new Error('Crashed');
      },
    });
    await everythingOnce();
    expect(crashes).toBeGreaterThan(12);
  });

  it('survives a database that cuts the connection in the middle of the transaction', async () => {
    feed.append(40);
    let cuts = 3;
    await startReader({
      pollMs: 10,
      apply: async (events, sql) => {
        await record(events, sql);
        if ((cuts -= 1) >= 0) await sql.query('select pg_terminate_backend(pg_backend_pid())');
      },
    });
    await everythingOnce();
    expect(cuts).toBeLessThan(0);
  });

  it('applies nothing twice with two replicas under one name, while NATS and owner come and go', async () => {
    await startReader({ pollMs: 20 });
    await startReader({ pollMs: 20 });
    for (let round = 0; round < 4; round += 1) {
      feed.append(50);
      hintGrowth(reports);
      if (round === 1) await nats.restart();
      if (round === 2) {
        await owner.close();
        await reports.close();
        await startOwner();
      }
      hintGrowth(reports);
    }
    await everythingOnce();
  });

  it('holds when the log is another one', async () => {
    feed.append(5);
    const reader = await startReader({ pollMs: 10 });
    await everythingOnce();
    feed.logId = 'another log';
    feed.append(5);
    await eventually(() => reader.status().diverged);
    expect(await applied()).toHaveLength(5);
    expect(reader.status()).toMatchObject({ position: '0000000005', caughtUp: false });
  });
});
