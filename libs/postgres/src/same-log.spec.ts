import { randomUUID } from 'node:crypto';
import { LogDiverged, NO_STREAM } from '@sportello/event-sourcing';
import { InMemoryEventStore } from '@sportello/event-sourcing/testing';
import { after, isOfThisLog } from './same-log';

describe('The log of a checkpoint', () => {
  let store: InMemoryEventStore;
  const event = () => ({ eventId: randomUUID(), type: 'happened', data: '{}', metadata: '{}' });
  beforeEach(() => {
    store = new InMemoryEventStore();
  });

  it('is another one when it ends before the checkpoint, also when the last event of the filter is still there', async () => {
    await store.append('report-alfa_1', [event()], NO_STREAM);
    const filter = { streamPrefixes: ['report-'] };
    const logId = await store.logId();
    const here = after(await store.readAll('', 10, filter), logId, undefined);
    expect(await isOfThisLog(store, here)).toBe(true);
    const cut = { ...here, position: here.position.replace(/1$/, '2') };
    expect(await isOfThisLog(store, cut)).toBe(false);
    expect(await isOfThisLog(store, { logId, position: cut.position })).toBe(false);
  });

  it('is another one when a page says that the log ended before it', async () => {
    await store.append('report-alfa_1', [event()], NO_STREAM);
    const page = await store.readAll('0000000000000000009', 10);
    expect(() => after(page, 'log', undefined)).toThrow(LogDiverged);
  });
});
