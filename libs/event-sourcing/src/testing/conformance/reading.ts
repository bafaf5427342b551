import { InvalidPosition, NO_STREAM, START, type EventStore } from '../../event-store';
import { newStream, readWholeLog, testEvent, testEvents, type StoreUnderTest } from './test-events';

export function readingTests(made: () => StoreUnderTest): void {
  const store = (): EventStore => made().store;

  describe('reading a stream', () => {
    it('finds nothing in a stream that does not exist, or cannot', async () => {
      expect(await store().readStream(newStream())).toEqual([]);
      expect(await store().readStream('no stream')).toEqual([]);
    });

    it('gives its own events only, in order, from a revision and at most so many', async () => {
      const [stream, other] = [newStream(), newStream()];
      await store().append(stream, testEvents(5), NO_STREAM);
      await store().append(other, testEvents(5), NO_STREAM);
      await store().append(stream, testEvents(5), 4);

      const all = await store().readStream(stream);
      expect(all.map((event) => event.revision)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(new Set(all.map((event) => event.stream))).toEqual(new Set([stream]));
      expect(await store().readStream(stream, { from: 7 })).toEqual(all.slice(7));
      expect(await store().readStream(stream, { from: 2, limit: 3 })).toEqual(all.slice(2, 5));
      expect(await store().readStream(stream, { from: 10 })).toEqual([]);
    });
  });

  describe('reading the log', () => {
    it('is at its end in an empty log', async () => {
      expect(await store().readAll(START, 10)).toEqual({ events: [], next: START, atEnd: true });
    });

    it('gives the events of all streams in the order of their positions and revisions', async () => {
      const streams = Array.from({ length: 12 }, () => newStream());
      for (let round = 0; round < 10; round += 1) {
        await Promise.all(streams.map((stream) => store().append(stream, testEvents(10), round * 10 - 1)));
      }
      const log = await readWholeLog(store());
      expect(log).toHaveLength(1_200);
      const positions = log.map((event) => event.position);
      expect(positions).toEqual([...positions].sort());
      expect(new Set(positions).size).toBe(1_200);
      for (const stream of streams) {
        const revisions = log.filter((event) => event.stream === stream).map((event) => event.revision);
        expect(revisions).toEqual(Array.from({ length: 100 }, (_, revision) => revision));
      }
    });

    it('goes on from any position', async () => {
      for (let index = 0; index < 5; index += 1) await store().append(newStream(), testEvents(5), NO_STREAM);
      const log = await readWholeLog(store());
      for (const [index, event] of log.entries()) {
        const page = await store().readAll(event.position, 100);
        expect(page.events).toEqual(log.slice(index + 1));
        expect(page.atEnd).toBe(true);
        expect(page.next).toBe(log.at(-1)?.position);
      }
    });

    it('gives at most so many, and knows when nothing is left', async () => {
      await store().append(newStream(), testEvents(14), NO_STREAM);
      const first = await store().readAll(START, 7);
      expect(first.events).toHaveLength(7);
      expect(first.next).toBe(first.events.at(-1)?.position);
      expect(first.atEnd).toBe(false);
      const second = await store().readAll(first.next, 7);
      expect(second.events).toHaveLength(7);
      expect(second.atEnd).toBe(true);
      expect(await store().readAll(second.next, 7)).toEqual({ events: [], next: second.next, atEnd: true });
    });

    it('says so when it is asked to go on from behind its last event, as after a restore', async () => {
      await store().append(newStream(), testEvents(5), NO_STREAM);
      const behind = made().behind((await readWholeLog(store())).at(-1)?.position ?? START);
      const beyond = { events: [], next: behind, atEnd: true, beyondEnd: true };
      expect(await store().readAll(behind, 7)).toEqual(beyond);
      expect(await store().readAll(behind, 7, { streamPrefixes: ['report-'] })).toEqual(beyond);
      const { position } = await store().append(newStream(), testEvents(1), NO_STREAM);
      expect(position >= behind).toBe(true);
      expect(await store().readAll(position, 7)).toEqual({ events: [], next: position, atEnd: true });
    });

    it('says so in an empty log, too', async () => {
      const behind = made().behind(START);
      expect(await store().readAll(behind, 7)).toEqual({ events: [], next: behind, atEnd: true, beyondEnd: true });
    });

    it('refuses a position that another kind of store gave', async () => {
      await store().append(newStream(), [testEvent()], NO_STREAM);
      await expect(store().readAll('a position of no log', 7)).rejects.toBeInstanceOf(InvalidPosition);
      await expect(store().readAll('7', 7, { streamPrefixes: ['report-'] })).rejects.toBeInstanceOf(InvalidPosition);
    });

    it('leaves the same identity to every caller', async () => {
      const logId = await store().logId();
      expect(logId).not.toBe('');
      await store().append(newStream(), [testEvent()], NO_STREAM);
      expect(await store().logId()).toBe(logId);
    });
  });

  describe('reading the log through a filter of prefixes', () => {
    it('gives only what matches, and passes over the rest', async () => {
      const wanted = newStream('report');
      for (let index = 0; index < 20; index += 1) {
        await store().append(newStream('notice'), testEvents(3), NO_STREAM);
        await store().append(wanted, [testEvent()], index - 1);
      }
      const filter = { streamPrefixes: ['report-'] };
      const matching = await readWholeLog(store(), filter, 7);
      expect(matching.map((event) => event.revision)).toEqual(Array.from({ length: 20 }, (_, index) => index));

      await store().append(newStream('notice'), testEvents(3), NO_STREAM);
      const end = (await readWholeLog(store())).at(-1)?.position;
      const last = matching.at(-1)?.position ?? START;
      expect(await store().readAll(last, 7, filter)).toEqual({ events: [], next: end, atEnd: true });
    });

    it('takes several prefixes, no wildcards, and the beginning only', async () => {
      const [report, notice, issue] = [newStream('report'), newStream('notice'), newStream('issue', 'altra-report')];
      for (const stream of [report, notice, issue]) await store().append(stream, [testEvent()], NO_STREAM);
      const streams = async (streamPrefixes: string[]): Promise<string[]> =>
        (await readWholeLog(store(), { streamPrefixes })).map((event) => event.stream);

      expect(await streams(['report-', 'notice-'])).toEqual([report, notice]);
      expect(await streams([report])).toEqual([report]);
      expect(await streams(['re_ort-', '%', 'report-_'])).toEqual([]);
      expect(await streams([])).toEqual([]);
      expect(await store().readAll(START, 1, { streamPrefixes: [] })).toEqual({
        events: [],
        next: (await readWholeLog(store())).at(-1)?.position,
        atEnd: true,
      });
      expect(await streams([''])).toEqual([report, notice, issue]);
    });
  });
}
