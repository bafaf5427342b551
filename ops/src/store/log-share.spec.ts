import { START, type EventStore } from '@sportello/event-sourcing';
import { InMemoryEventStore } from '@sportello/event-sourcing/testing';
import { LogShare } from './log-share';
import { fillLog } from './testing/random-log';

/** A log that ends here. */
const endingAt = (next: string): EventStore =>
  Object.assign(new InMemoryEventStore(), {
    readAll: async () => ({ events: [], next, atEnd: true }),
  });
const bytes = (count: number): string => `${String(count).padStart(20, '0')}/${String(count).padStart(20, '0')}`;

describe('How much of a log was read', () => {
  it('is told by positions that count events', async () => {
    const store = new InMemoryEventStore();
    await fillLog(store, 200);
    const { events, next } = await store.readAll(START, 50);
    const share = await LogShare.of(store, START, {});
    expect(share.total(events.length, next)).toBe(200);
    expect((await LogShare.of(store, next, {})).total(30, events[49]!.position)).toBeUndefined();
  });

  it('is about told by positions that count bytes', async () => {
    const share = await LogShare.of(endingAt(bytes(9_000)), bytes(1_000), {});
    expect(share.total(100, bytes(3_000))).toBe(400);
  });

  it('is never more than all, also of a log that grows meanwhile', async () => {
    const share = await LogShare.of(endingAt(bytes(1_000)), START, {});
    expect(share.total(500, bytes(2_000))).toBe(500);
  });

  it('is not told of an empty log', async () => {
    const share = await LogShare.of(new InMemoryEventStore(), START, {});
    expect(share.total(0, START)).toBeUndefined();
  });
});
