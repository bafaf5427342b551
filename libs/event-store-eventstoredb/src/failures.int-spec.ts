import { EventStoreUnavailable, ExpectedRevisionConflict, NO_STREAM, START } from '@sportello/event-sourcing';
import { eventually, newStream, readWholeLog, testEvent, testEvents } from '@sportello/event-sourcing/testing';
import { EventStoreDbEventStore, type EventStoreDbOptions } from './eventstoredb-event-store';
import { WireServer } from './testing/wire-server';

let server: WireServer;
let opened: EventStoreDbEventStore[];

async function open(options: Partial<EventStoreDbOptions> = {}): Promise<EventStoreDbEventStore> {
  const store = await EventStoreDbEventStore.open({ url: server.url, onError: () => undefined, ...options });
  opened.push(store);
  return store;
}

/** On a busy machine a short deadline may be over before anything was said; a caller then asks again. */
function againWhenLate<Answer>(ask: () => Promise<Answer>): Promise<Exclude<Answer, false | undefined>> {
  return eventually<Answer | undefined>(() =>
    ask().catch((error: unknown) => {
      if (error instanceof EventStoreUnavailable) return undefined;
      throw error;
    }),
  );
}

beforeEach(async () => {
  opened = [];
  server = await WireServer.start();
});
afterEach(async () => {
  await Promise.all(opened.map((store) => store.close()));
  server.stop();
});

describe('A server that comes and goes', () => {
  it.each([true, false])('fails the call, and serves the next (batches: %s)', async (batches) => {
    server.announcesBatchAppend = batches;
    const store = await open();
    const stream = newStream();
    await store.append(stream, [testEvent()], NO_STREAM);
    server.stop();
    await expect(store.append(newStream(), [testEvent()], NO_STREAM)).rejects.toBeInstanceOf(EventStoreUnavailable);
    await expect(store.readStream(stream)).rejects.toBeInstanceOf(EventStoreUnavailable);
    await expect(store.readAll(START, 10)).rejects.toBeInstanceOf(EventStoreUnavailable);
    await server.start();
    await store.append(stream, [testEvent()], 0);
    expect(await store.readStream(stream)).toHaveLength(2);
  });

  it('leaves no append without an answer when it goes', async () => {
    const store = await open();
    server.hold = new Promise(() => undefined);
    const appending = Array.from({ length: 20 }, () => store.append(newStream(), [testEvent()], NO_STREAM));
    const outcomes = Promise.allSettled(appending);
    await eventually(() => server.appends.underWay === 20);
    server.stop();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'EventStoreUnavailable' } });
    }
  });

  it('costs another store of the process nothing', async () => {
    const other = await WireServer.start();
    const [store, untouched] = [await open(), await open({ url: other.url })];
    let release = (): void => undefined;
    server.hold = new Promise(() => undefined);
    other.hold = new Promise((resolve) => (release = resolve));
    const lost = store.append(newStream(), [testEvent()], NO_STREAM);
    const kept = untouched.append(newStream(), [testEvent()], NO_STREAM);
    await eventually(() => server.appends.underWay + other.appends.underWay === 2);
    server.stop();
    await expect(lost).rejects.toBeInstanceOf(EventStoreUnavailable);
    release();
    expect((await kept).revision).toBe(0);
    await untouched.close();
    other.stop();
  });

  it('is listened to again, and wakes who waited', async () => {
    const store = await open();
    let calls = 0;
    store.onAppended(() => (calls += 1));
    await eventually(() => calls > 0);
    server.stop();
    await server.start();
    const before = calls;
    await eventually(() => calls > before);
    const woken = calls;
    await server.log.append(newStream(), [testEvent()], NO_STREAM);
    await eventually(() => calls > woken);
  });

  it('is told of by a refusal to open, not by waiting for ever', async () => {
    server.stop();
    await expect(open()).rejects.toBeInstanceOf(EventStoreUnavailable);
  });
});

describe('A node that takes no appends', () => {
  it('fails the append with its answer, and is not asked over the same connection again: another node may serve', async () => {
    const store = await open();
    server.notReady = true;
    await expect(store.append(newStream(), [testEvent()], NO_STREAM)).rejects.toThrow('Server Is Not Ready');
    server.notReady = false;
    const { calls } = server.appends;
    await store.append(newStream(), [testEvent()], NO_STREAM);
    expect(server.appends.calls).toBe(calls + 1);
  });
});

describe('A silent server', () => {
  const deadlineMs = 300;

  it('fails every call at its deadline, and serves again when it speaks again', async () => {
    const store = await againWhenLate(() => open({ deadlineMs }));
    server.silent = true;
    const calls = [
      store.append(newStream(), [testEvent()], NO_STREAM),
      store.readStream(newStream()),
      store.readAll(START, 10),
      store.logId(),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'EventStoreUnavailable' } });
    }
    server.silent = false;
    const stream = newStream();
    const events = [testEvent()];
    await againWhenLate(() => store.append(stream, events, NO_STREAM));
    expect(await againWhenLate(() => store.readStream(stream))).toHaveLength(1);
  });

  it('does not keep a store from closing', async () => {
    const store = await againWhenLate(() => open({ deadlineMs }));
    store.onAppended(() => undefined);
    server.silent = true;
    await store.close();
    await expect(store.logId()).rejects.toThrow('closed');
  });
});

describe('Many appends', () => {
  it('are under way at once on one call, up to the bound', async () => {
    const store = await open({ inFlight: 32 });
    const { calls } = server.appends;
    let release = (): void => undefined;
    server.hold = new Promise((resolve) => (release = resolve));
    const appending = Array.from({ length: 100 }, () => store.append(newStream(), [testEvent()], NO_STREAM));
    await eventually(() => server.appends.underWay === 32);
    expect(server.appends.underWay).toBe(32);
    release();
    await Promise.all(appending);
    expect(server.appends.atOnce).toBe(32);
    expect(server.appends.calls - calls).toBe(0);
  });

  it('are turned away when too many wait', async () => {
    const store = await open({ inFlight: 1, queueSize: 2 });
    let release = (): void => undefined;
    server.hold = new Promise((resolve) => (release = resolve));
    const taken = Array.from({ length: 3 }, () => store.append(newStream(), [testEvent()], NO_STREAM));
    await expect(store.append(newStream(), [testEvent()], NO_STREAM)).rejects.toThrow('Too many appends');
    release();
    await Promise.all(taken);
  });

  it('answer each its own caller: a conflict among them fails alone', async () => {
    const store = await open();
    const taken = newStream();
    await store.append(taken, [testEvent()], NO_STREAM);
    const outcomes = await Promise.allSettled(
      [newStream(), taken, newStream()].map((stream) => store.append(stream, [testEvent()], NO_STREAM)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: expect.any(ExpectedRevisionConflict) });
  });
});

describe('A log that holds more than ours', () => {
  const foreign = ['$stats-127.0.0.1:2113', 'Order-17', 'sportello_log'];

  it('shows nothing of the server or of other applications', async () => {
    const store = await open();
    for (const stream of foreign.slice(0, 2)) await server.log.append(stream, testEvents(3), NO_STREAM);
    expect(await store.readAll(START, 10)).toEqual({ events: [], next: START, atEnd: true });
    const ours = newStream();
    await store.append(ours, [testEvent()], NO_STREAM);
    await server.log.append(foreign[0]!, [testEvent()], 2);
    expect((await readWholeLog(store)).map(({ stream }) => stream)).toEqual([ours]);
    expect((await store.readAll(START, 10, { streamPrefixes: ['$', 's', 'O'] })).events).toEqual([]);
    for (const stream of foreign) expect(await store.readStream(stream)).toEqual([]);
  });

  it('is one log with one identity for everybody who asks at once', async () => {
    const stores = await Promise.all([open(), open(), open()]);
    expect(new Set(await Promise.all(stores.map((store) => store.logId()))).size).toBe(1);
    const another = await WireServer.start();
    const elsewhere = await open({ url: another.url });
    expect(await elsewhere.logId()).not.toBe(await stores[0].logId());
    await elsewhere.close();
    another.stop();
  });
});

describe('A filter that matches little', () => {
  const filter = { streamPrefixes: ['report-'] };

  async function mostlyNotices(): Promise<void> {
    const report = newStream('report');
    for (let round = 0; round < 4; round += 1) {
      await server.log.append(newStream('notice'), testEvents(1_000), NO_STREAM);
      await server.log.append(report, [testEvent()], round - 1);
    }
  }

  it('is sent what matches and nothing else, page by page', async () => {
    await mostlyNotices();
    const store = await open();
    server.sent.length = 0;
    expect((await readWholeLog(store, filter, 2)).map(({ revision }) => revision)).toEqual([0, 1, 2, 3]);
    expect(server.sent.filter((stream) => stream.startsWith('notice-'))).toEqual([]);
    expect(server.sent.length).toBeLessThan(20);
  });

  it('goes on where the search came to when it takes longer than a call may', async () => {
    await mostlyNotices();
    await server.log.append(newStream('notice'), testEvents(1_000), NO_STREAM);
    const store = await againWhenLate(() => open({ deadlineMs: 1_500 }));
    server.looksAtMost = 100;
    const seen: number[] = [];
    let after = START;
    await eventually(async () => {
      const page = await againWhenLate(() => store.readAll(after, 2, filter));
      expect(page.next > after || page.atEnd).toBe(true);
      seen.push(...page.events.map(({ revision }) => revision));
      after = page.next;
      return seen.length === 4;
    });
    expect(seen).toEqual([0, 1, 2, 3]);
  });
});

describe('A position', () => {
  it.each([{}, { streamPrefixes: ['report-'] }])('of a log in PostgreSQL is refused', async (filter) => {
    const store = await open();
    await expect(store.readAll('0000000000000000007', 10, filter)).rejects.toThrow(
      'Not a position of a log in EventStoreDB',
    );
  });

  it('serves another process, and after a restart', async () => {
    const first = await open();
    await first.append(newStream(), testEvents(6), NO_STREAM);
    const page = await first.readAll(START, 3);
    await first.close();
    server.stop();
    await server.start();
    const rest = await (await open()).readAll(page.next, 10);
    expect(rest.events.map(({ revision }) => revision)).toEqual([3, 4, 5]);
  });
});
