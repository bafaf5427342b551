import { ExpectedRevisionConflict, NO_STREAM, type EventStore } from '../../event-store';
import { asAppended, newStream, readWholeLog, testEvent, testEvents } from './test-events';

export function appendingTests(store: () => EventStore): void {
  describe('appending', () => {
    it('answers the revision and position of the last event appended', async () => {
      const stream = newStream();
      const first = await store().append(stream, testEvents(3), NO_STREAM);
      expect(first.revision).toBe(2);
      const second = await store().append(stream, [testEvent()], 2);
      expect(second.revision).toBe(3);

      const stored = await store().readStream(stream);
      expect(stored.map((event) => event.revision)).toEqual([0, 1, 2, 3]);
      expect(stored[2]?.position).toBe(first.position);
      expect(stored[3]?.position).toBe(second.position);
    });

    it('writes all events of one append side by side, in their order', async () => {
      const events = testEvents(200);
      const stream = newStream();
      await Promise.all([
        store().append(newStream(), testEvents(50), NO_STREAM),
        store().append(stream, events, NO_STREAM),
        store().append(newStream(), testEvents(50), NO_STREAM),
      ]);
      const log = await readWholeLog(store());
      const start = log.findIndex((event) => event.stream === stream);
      expect(log.slice(start, start + 200).map(asAppended)).toEqual(events);
    });

    it.each([
      ['a stream that must not exist, but does', NO_STREAM],
      ['a revision behind', 0],
      ['a revision ahead', 7],
    ])('refuses %s, naming the actual revision', async (_, expected) => {
      const stream = newStream();
      await store().append(stream, testEvents(2), NO_STREAM);
      await expect(store().append(stream, [testEvent()], expected)).rejects.toMatchObject({
        name: 'ExpectedRevisionConflict',
        stream,
        expected,
        actual: 1,
      });
      expect(await store().readStream(stream)).toHaveLength(2);
    });

    it('refuses to begin a stream anywhere but at its beginning', async () => {
      await expect(store().append(newStream(), [testEvent()], 0)).rejects.toMatchObject({ actual: NO_STREAM });
    });

    it('lets exactly one of many racing appends win', async () => {
      const stream = newStream();
      for (let revision = NO_STREAM; revision < 4; revision += 1) {
        const rivals = Array.from({ length: 20 }, () => testEvent());
        const outcomes = await Promise.allSettled(rivals.map((event) => store().append(stream, [event], revision)));
        const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
        expect(lost).toHaveLength(19);
        for (const error of lost) expect(error).toBeInstanceOf(ExpectedRevisionConflict);
        const winner = rivals[outcomes.findIndex((outcome) => outcome.status === 'fulfilled')];
        expect((await store().readStream(stream)).at(-1)?.eventId).toBe(winner?.eventId);
      }
      expect(await store().readStream(stream)).toHaveLength(5);
    });

    it('appends nothing of an append that conflicts', async () => {
      const stream = newStream();
      await store().append(stream, [testEvent()], NO_STREAM);
      await expect(store().append(stream, testEvents(5), NO_STREAM)).rejects.toThrow(ExpectedRevisionConflict);
      expect(await readWholeLog(store())).toHaveLength(1);
    });
  });

  describe('appending the same events again', () => {
    it('answers as the first time and adds nothing', async () => {
      const stream = newStream();
      const events = testEvents(3);
      const first = await store().append(stream, events, NO_STREAM);
      await store().append(newStream(), [testEvent()], NO_STREAM);
      expect(await store().append(stream, events, NO_STREAM)).toEqual(first);
      expect(await store().readStream(stream)).toHaveLength(3);
    });

    it('answers as the first time when the stream has gone on since', async () => {
      const stream = newStream();
      const events = testEvents(2);
      const first = await store().append(stream, events, NO_STREAM);
      await store().append(stream, testEvents(4), 1);
      expect(await store().append(stream, events, NO_STREAM)).toEqual(first);
    });

    it('is one append when both are under way at once', async () => {
      const stream = newStream();
      const events = testEvents(2);
      const [one, other] = await Promise.all([
        store().append(stream, events, NO_STREAM),
        store().append(stream, events, NO_STREAM),
      ]);
      expect(one).toEqual(other);
      expect(await store().readStream(stream)).toHaveLength(2);
    });

    it('is a conflict when only some of them are the same', async () => {
      const stream = newStream();
      const [first, second] = testEvents(2);
      await store().append(stream, [first!, second!], NO_STREAM);
      const [, other] = testEvents(2);
      await expect(store().append(stream, [first!, other!], NO_STREAM)).rejects.toThrow(ExpectedRevisionConflict);
      await expect(store().append(stream, [first!, second!, other!], NO_STREAM)).rejects.toMatchObject({ actual: 1 });
    });

    it('is a conflict at another place', async () => {
      const stream = newStream();
      const event = testEvent();
      await store().append(stream, [testEvent(), event], NO_STREAM);
      await expect(store().append(stream, [event], NO_STREAM)).rejects.toThrow(ExpectedRevisionConflict);
    });
  });
}
