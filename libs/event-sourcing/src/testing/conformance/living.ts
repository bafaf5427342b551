import { EventStoreUnavailable, NO_STREAM, START, type EventStore, type StoredEvent } from '../../event-store';
import { eventually } from '../eventually';
import { newStream, readWholeLog, testEvent, testEvents } from './test-events';

export function livingTests(store: () => EventStore): void {
  describe('reading while others write', () => {
    it('skips nothing and repeats nothing', async () => {
      const [writers, appends, perAppend] = [8, 25, 3];
      const expected = writers * appends * perAppend;
      const writing = Array.from({ length: writers }, async (_, writer) => {
        const stream = newStream(writer % 2 ? 'report' : 'notice');
        for (let index = 0; index < appends; index += 1) {
          await store().append(stream, testEvents(perAppend), index * perAppend - 1);
        }
      });
      const seen: StoredEvent[] = [];
      let after = START;
      await eventually(
        async () => {
          const page = await store().readAll(after, 10);
          seen.push(...page.events);
          after = page.next;
          return seen.length;
        },
        (count) => count >= expected,
      );
      await Promise.all(writing);
      expect(seen).toEqual(await readWholeLog(store()));
    });
  });

  describe('being told', () => {
    it('wakes whoever waits for an append', async () => {
      let calls = 0;
      const stop = store().onAppended(() => (calls += 1));
      await store().append(newStream(), [testEvent()], NO_STREAM);
      await eventually(() => calls > 0);
      stop();
    });

    it('wakes nobody who has stopped', async () => {
      const calls = { stopped: 0, listening: 0 };
      store().onAppended(() => (calls.stopped += 1))();
      store().onAppended(() => (calls.listening += 1));
      await store().append(newStream(), [testEvent()], NO_STREAM);
      await eventually(() => calls.listening > 0);
      expect(calls.stopped).toBe(0);
    });
  });

  describe('giving up', () => {
    it('does nothing for a signal that has fired', async () => {
      const signal = AbortSignal.abort(new Error('given up'));
      const stream = newStream();
      await expect(store().append(stream, [testEvent()], NO_STREAM, { signal })).rejects.toThrow('given up');
      await expect(store().readStream(stream, { signal })).rejects.toThrow('given up');
      await expect(store().readAll(START, 10, {}, { signal })).rejects.toThrow('given up');
      expect(await readWholeLog(store())).toEqual([]);
    });

    it('writes all or nothing of what a signal interrupts, and goes on', async () => {
      const interrupt = new AbortController();
      const stream = newStream();
      const outcome = store()
        .append(stream, testEvents(3), NO_STREAM, { signal: interrupt.signal })
        .then(
          () => 'appended',
          (error: unknown) => (error instanceof Error ? error.message : error),
        );
      interrupt.abort(new Error('given up'));
      expect(['appended', 'given up']).toContain(await outcome);
      await store().append(newStream(), [testEvent()], NO_STREAM);
      expect([0, 3]).toContain((await store().readStream(stream)).length);
    });
  });

  describe('closing', () => {
    it('finishes what it had taken', async () => {
      const appending = Array.from({ length: 20 }, () => store().append(newStream(), testEvents(2), NO_STREAM));
      await store().close();
      for (const { revision } of await Promise.all(appending)) expect(revision).toBe(1);
    });

    it('takes nothing afterwards, however often it is closed', async () => {
      await store().close();
      await store().close();
      await expect(store().append(newStream(), [testEvent()], NO_STREAM)).rejects.toThrow(EventStoreUnavailable);
      await expect(store().readStream(newStream())).rejects.toThrow(EventStoreUnavailable);
      await expect(store().readAll(START, 1)).rejects.toThrow(EventStoreUnavailable);
      await expect(store().logId()).rejects.toThrow(EventStoreUnavailable);
    });
  });
}
