import { type EventStore, type StoredEvent } from '@sportello/event-sourcing';
import { InMemoryEventStore, readWholeLog } from '@sportello/event-sourcing/testing';
import { checkLog } from './check-log';
import { compareLogs } from './compare-logs';
import { copyLog } from './copy-log';
import { streamDigest } from './stream-digest';
import { fillLog } from './testing/random-log';
import { storeVerify } from './verify.command';

/** A log whose events were touched on their way out. */
function touched(store: EventStore, touch: (event: StoredEvent) => StoredEvent | undefined): EventStore {
  const each = (events: readonly StoredEvent[]): StoredEvent[] => events.flatMap((event) => touch(event) ?? []);
  return {
    logId: () => store.logId(),
    append: (...call) => store.append(...call),
    readStream: async (stream, options) => each(await store.readStream(stream, options)),
    readAll: async (...call) => {
      const page = await store.readAll(...call);
      return { ...page, events: each(page.events) };
    },
    onAppended: (callback) => store.onAppended(callback),
    close: () => store.close(),
  };
}

describe('Two logs', () => {
  const here = new InMemoryEventStore();
  const there = new InMemoryEventStore();
  beforeAll(async () => {
    await fillLog(here, 300);
    await copyLog(here, there);
  });
  const victim = { stream: 'report-borgo-prova_3', revision: 4 };
  const isVictim = ({ stream, revision }: StoredEvent): boolean =>
    stream === victim.stream && revision === victim.revision;

  it('are the same when one is the copy of the other', async () => {
    expect(await compareLogs(here, there)).toEqual({ events: 300, eventsThere: 300, sameOrder: true, differences: [] });
    expect(await streamDigest(here, victim.stream)).toBe(await streamDigest(there, victim.stream));
  });

  it.each(['data', 'metadata', 'type', 'eventId'] as const)(
    'differ by one byte of %s, and the event is named',
    async (field) => {
      const flipped = touched(there, (event) => (isVictim(event) ? { ...event, [field]: `${event[field]} ` } : event));
      expect(await compareLogs(here, flipped)).toMatchObject({
        sameOrder: true,
        differences: [{ ...victim, kind: 'different' }],
      });
      expect((await compareLogs(flipped, here)).differences).toEqual([{ ...victim, kind: 'different' }]);
      expect(await streamDigest(flipped, victim.stream)).not.toBe(await streamDigest(here, victim.stream));
    },
  );

  it('differ by an event that only one of them has', async () => {
    const shorter = touched(there, (event) => (isVictim(event) ? undefined : event));
    const { sameOrder, differences } = await compareLogs(here, shorter);
    expect(differences).toEqual([{ ...victim, kind: 'only-here' }]);
    // Everything behind it stands one place further: that says nothing about the order.
    expect(sameOrder).toBeUndefined();
    expect((await compareLogs(shorter, here)).differences).toEqual([{ ...victim, kind: 'only-there' }]);
  });

  it('are the same events where only streams follow each other otherwise, and that is said', async () => {
    const otherwise = new InMemoryEventStore();
    const events = await readWholeLog(here);
    const order = [...events].sort((a, b) => a.stream.localeCompare(b.stream) || a.revision - b.revision);
    for (const event of order) await otherwise.append(event.stream, [event], event.revision - 1);
    expect(await compareLogs(here, otherwise)).toEqual({
      events: 300,
      eventsThere: 300,
      sameOrder: false,
      differences: [],
    });
  });
});

describe('A verification', () => {
  it('can be interrupted wherever it reads, also for the digests of the streams that differ', async () => {
    const [here, other] = [new InMemoryEventStore(), new InMemoryEventStore()];
    await fillLog(here, 100);
    await copyLog(here, other);
    const signals: (AbortSignal | undefined)[] = [];
    const flipped = touched(other, (event) => ({ ...event, data: `${event.data} ` }));
    const heard: EventStore = {
      ...flipped,
      readStream: (stream, options) => {
        signals.push(options?.signal);
        return flipped.readStream(stream, options);
      },
    };
    const { signal } = new AbortController();
    expect((await storeVerify({ against: 'there' }, here, async () => heard, { signal })).ok).toBe(false);
    expect(signals.length).toBeGreaterThan(0);
    expect(new Set(signals)).toEqual(new Set([signal]));
  });
});

describe('One log', () => {
  it('is in order when every stream counts from 0 without a gap; where one does not, it is named', async () => {
    const store = new InMemoryEventStore();
    await fillLog(store, 300);
    expect(await checkLog(store)).toEqual({ events: 300, streams: 8, faults: [] });
    const gap = touched(store, (event) =>
      event.stream === 'report-borgo-prova_3' && event.revision === 2 ? undefined : event,
    );
    expect((await checkLog(gap)).faults).toEqual([{ stream: 'report-borgo-prova_3', missing: 2 }]);
    const beheaded = touched(store, (event) =>
      event.stream === 'report-borgo-prova_3' && event.revision === 0 ? undefined : event,
    );
    expect((await checkLog(beheaded)).faults).toEqual([{ stream: 'report-borgo-prova_3', missing: 0 }]);
  });
});
