import { HINTS, SUBJECTS, type PublicEvent } from '@sportello/contracts';
import type { SqlExecutor } from '@sportello/event-sourcing';
import { eventually } from '@sportello/event-sourcing/testing';
import { asService, type Bus } from './bus';
import { FeedConsumer, type FeedConsumerOptions } from './feed-consumer';
import { InProcessHub } from './in-process-hub';
import { answerFeed, CapturedLog, hintGrowth, InMemoryCheckpoints, TestFeed, testKeys, type TestKeys } from './testing';

const NEVER = 3_600_000;

describe('The reader of a feed', () => {
  let keys: TestKeys;
  let hub: InProcessHub;
  let reports: Bus;
  let notifications: Bus;
  let feed: TestFeed;
  let checkpoints: InMemoryCheckpoints;
  let log: CapturedLog;
  let readers: FeedConsumer<PublicEvent>[];

  beforeAll(async () => {
    keys = await testKeys();
  });
  afterAll(() => keys.remove());
  beforeEach(async () => {
    hub = new InProcessHub();
    log = new CapturedLog();
    reports = hub.bus('reports', await keys.of('reports'), log);
    notifications = hub.bus('notifications', await keys.of('notifications'), log);
    feed = new TestFeed();
    checkpoints = new InMemoryCheckpoints();
    readers = [];
  });
  afterEach(async () => {
    await Promise.all(readers.map((reader) => reader.stop()));
    await notifications.close();
    await reports.close();
  });

  const record = async (events: readonly PublicEvent[], sql: SqlExecutor): Promise<void> => {
    for (const { position } of events) await sql.query('insert', [position]);
  };
  const reader = (options: Partial<FeedConsumerOptions<PublicEvent>> = {}): FeedConsumer<PublicEvent> => {
    const made = new FeedConsumer<PublicEvent>({
      bus: notifications,
      subject: SUBJECTS.reportFeed,
      hint: HINTS.reportFeedGrew,
      name: 'deliveries',
      checkpoints,
      context: () => asService('notifications', { correlationId: 'feed', causationId: 'feed' }),
      apply: record,
      logger: log,
      pollMs: NEVER,
      pageSize: 10,
      ...options,
    });
    readers.push(made);
    return made;
  };
  const busWith = (request: Bus['request']): Bus => ({
    request,
    hint: (subject) => notifications.hint(subject),
    onHint: (subject, callback) => notifications.onHint(subject, callback),
    server: () => notifications.server(),
    connected: () => notifications.connected(),
    close: () => notifications.close(),
  });
  const applied = () => checkpoints.effects.map(([position]) => position);
  const written = () => feed.events.map(({ position }) => position);

  it('reads everything from the beginning, page by page, in order', async () => {
    feed.append(95);
    await answerFeed(reports, feed);
    const consumer = reader();
    expect(consumer.status()).toEqual({ position: '', caughtUp: false, diverged: false });
    consumer.start();
    await eventually(() => consumer.status().caughtUp);
    expect(applied()).toEqual(written());
    expect(consumer.status()).toEqual({ position: '0000000095', caughtUp: true, diverged: false });
    expect(feed.asked).toBe(10);
  });

  it('goes on where its checkpoint is after a restart', async () => {
    feed.append(12);
    await answerFeed(reports, feed);
    const before = reader();
    before.start();
    await eventually(() => before.status().caughtUp);
    await before.stop();
    feed.append(3);
    const after = reader();
    after.start();
    await eventually(() => after.status().caughtUp);
    expect(applied()).toEqual(written());
  });

  it('asks at once when a hint says that the feed grew', async () => {
    await answerFeed(reports, feed);
    const consumer = reader();
    consumer.start();
    await eventually(() => consumer.status().caughtUp);
    feed.append(5);
    hintGrowth(reports);
    await eventually(() => applied().length === 5);
  });

  it('needs no hint: a lost one costs a poll', async () => {
    await answerFeed(reports, feed);
    reader({ pollMs: 20 }).start();
    feed.append(5);
    await eventually(() => applied().length === 5);
  });

  it('applies once what was hinted many times', async () => {
    await answerFeed(reports, feed);
    const consumer = reader();
    consumer.start();
    feed.append(5);
    for (let times = 0; times < 50; times += 1) hintGrowth(reports);
    await eventually(() => applied().length === 5);
    for (let times = 0; times < 50; times += 1) hintGrowth(reports);
    const asked = feed.asked;
    await eventually(() => feed.asked > asked);
    expect(applied()).toEqual(written());
  });

  it('waits for an owner that is away, and says so', async () => {
    feed.append(5);
    const consumer = reader({ pollMs: 50 });
    consumer.start();
    await eventually(() => consumer.status().lastError?.startsWith('BusUnavailable'));
    expect(consumer.status().caughtUp).toBe(false);
    await answerFeed(reports, feed);
    await eventually(() => consumer.status().caughtUp);
    expect(consumer.status().lastError).toBeUndefined();
    expect(applied()).toEqual(written());
  });

  it('does not hammer an owner that fails, however often it is hinted', async () => {
    let asked = 0;
    const failing = busWith(() => Promise.reject(new Error(`Failure ${(asked += 1)}`)));
    reader({ bus: failing }).start();
    await eventually(() => {
      hintGrowth(reports);
      return asked >= 3;
    });
    expect(log.lines.map(({ fields }) => fields['wait']).slice(0, 3)).toEqual([100, 200, 400]);
  });

  it('applies nothing and moves nowhere when the transaction fails, and goes on when it no longer does', async () => {
    feed.append(8);
    await answerFeed(reports, feed);
    let crashes = 3;
    const consumer = reader({
      pollMs: 5,
      apply: async (events, sql) => {
        await record(events, sql);
        if ((crashes -= 1) >= 0) throw new Error('Crashed after the effects, before the checkpoint');
      },
    });
    consumer.start();
    await eventually(() => consumer.status().caughtUp);
    expect(applied()).toEqual(written());
  });

  it('gets through what stands before an event that cannot be applied, then holds there and says so', async () => {
    feed.append(37);
    await answerFeed(reports, feed);
    const poison = feed.events[22]?.position;
    let cured = false;
    const consumer = reader({
      pollMs: 1,
      apply: async (events, sql) => {
        if (!cured && events.some(({ position }) => position === poison))
          throw Object.assign(new Error('No such template: anna@example.org'), { code: 'NO_TEMPLATE' });
        await record(events, sql);
      },
    });
    consumer.start();
    await eventually(() => applied().length === 22 && consumer.status().lastError);
    expect(consumer.status()).toMatchObject({
      position: feed.events[21]?.position,
      lastError: 'Error NO_TEMPLATE',
    });
    cured = true;
    await eventually(() => consumer.status().caughtUp);
    expect(applied()).toEqual(written());
  });

  it('never applies twice, however many replicas read under the same name', async () => {
    feed.append(200);
    await answerFeed(reports, feed);
    const slowly = async (events: readonly PublicEvent[], sql: SqlExecutor): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      await record(events, sql);
    };
    for (let replica = 0; replica < 4; replica += 1) reader({ apply: slowly, pollMs: 5, pageSize: 7 }).start();
    await eventually(() => applied().length >= 200 && readers.every((one) => one.status().caughtUp));
    expect(applied()).toEqual(written());
  });

  it('lets readers of different names each have everything', async () => {
    feed.append(15);
    await answerFeed(reports, feed);
    reader({ name: 'deliveries' }).start();
    reader({ name: 'followers' }).start();
    await eventually(() => readers.every((one) => one.status().caughtUp));
    expect(applied().sort()).toEqual([...written(), ...written()].sort());
  });

  it('holds when the log is another one, tells once, and goes on when an operator has put it right', async () => {
    feed.append(5);
    await answerFeed(reports, feed);
    const consumer = reader({ pollMs: 5 });
    consumer.start();
    await eventually(() => consumer.status().caughtUp);
    const { logId } = feed;
    feed.logId = 'another log';
    feed.append(5);
    await eventually(() => consumer.status().diverged);
    const asked = feed.asked;
    await eventually(() => feed.asked > asked + 3);
    expect(consumer.status()).toEqual({
      position: '0000000005',
      caughtUp: false,
      diverged: true,
      lastError: 'LOG_DIVERGED',
    });
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(applied()).toHaveLength(5);
    feed.logId = logId;
    await eventually(() => consumer.status().caughtUp);
    expect(applied()).toEqual(written());
  });

  it('stops at once, also while it waits for an answer', async () => {
    let asked = false;
    const silent = busWith((_subject, _payload, _context, options) => {
      asked = true;
      return new Promise((_, fail) => options?.signal?.addEventListener('abort', () => fail(new Error('Called off'))));
    });
    const consumer = reader({ bus: silent });
    consumer.start();
    await eventually(() => asked);
    expect(() => consumer.start()).toThrow('runs already');
    await consumer.stop();
    await consumer.stop();
    expect(consumer.status().lastError).toBeUndefined();
  });
});
