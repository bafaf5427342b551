import { EventTooLarge, InvalidEvent, MAX_APPEND_BYTES, NO_STREAM, type EventStore } from '../../event-store';
import { asAppended, newStream, readWholeLog, testEvent } from './test-events';

/** A JSON text of exactly `bytes` bytes in UTF-8, most of them in characters of `perCharacter` bytes. */
function jsonOfSize(bytes: number, character = 'x'): string {
  const perCharacter = Buffer.byteLength(character);
  const room = bytes - 2;
  const text = `"${character.repeat(Math.floor(room / perCharacter))}${'y'.repeat(room % perCharacter)}"`;
  expect(Buffer.byteLength(text)).toBe(bytes);
  return text;
}

export function textsAndSizesTests(store: () => EventStore): void {
  describe('texts', () => {
    it.each([
      ['letters of many scripts', '{"t":"perché Łódź Ελλάδα Привет שלום مرحبا 日本語 한국어"}'],
      ['characters beyond the basic plane', '{"t":"🚧 𝔖 👩‍👩‍👧‍👦"}'],
      ['combining marks, not normalised', '{"t":"e\u0301 é \uFEFF \u200B"}'],
      ['spaces, key order and repeated keys', ' {\n\t"b" : 1.0, "a":1e2,"b":-0 } '],
      ['escapes, as they were written', '{"t":"\\u0000 \\ud83d \\/ \\\\ \\" \\n \'quoted\' {a,b} $1 %s"}'],
      ['numbers that no double holds', '{"n":12345678901234567890.123456789012345678901234567890}'],
      ['a bare value', 'null'],
    ])('keeps %s byte for byte', async (_, text) => {
      const stream = newStream();
      const event = testEvent({ data: text, metadata: text });
      await store().append(stream, [event], NO_STREAM);
      const [read] = await store().readStream(stream);
      expect(read && asAppended(read)).toEqual(event);
      expect(Buffer.from(read?.data ?? '').equals(Buffer.from(text))).toBe(true);
      expect((await readWholeLog(store())).map(asAppended)).toEqual([event]);
    });

    it.each([
      ['a raw NUL', { data: '{"t":"\u0000"}' }],
      ['a raw NUL after the document', { metadata: '{}\u0000' }],
      ['half a surrogate pair', { data: '{"t":"\ud83d"}' }],
      ['text that is not JSON', { data: '{"t":' }],
      ['empty text', { metadata: '' }],
      ['a broken UUID', { eventId: '12345678-1234-1234-1234-12345678901' }],
      ['an empty type', { type: '' }],
      ['a type with a NUL', { type: 'a\u0000' }],
    ])('refuses %s, with everything that was appended beside it', async (_, broken) => {
      const stream = newStream();
      const events = [testEvent(), testEvent(broken), testEvent()];
      await expect(store().append(stream, events, NO_STREAM)).rejects.toThrow(InvalidEvent);
      expect(await store().readStream(stream)).toEqual([]);
    });

    it('refuses an append without events, with one id twice, to no stream, or at no revision', async () => {
      const event = testEvent();
      const stream = newStream();
      await expect(store().append(stream, [], NO_STREAM)).rejects.toThrow(InvalidEvent);
      await expect(store().append(stream, [event, event], NO_STREAM)).rejects.toThrow(InvalidEvent);
      await expect(store().append('no stream', [event], NO_STREAM)).rejects.toThrow(InvalidEvent);
      await expect(store().append(stream, [event], -2)).rejects.toThrow(InvalidEvent);
      await expect(store().append(stream, [event], 0.5)).rejects.toThrow(InvalidEvent);
      expect(await readWholeLog(store())).toEqual([]);
    });

    it('refuses a broken event without disturbing the appends around it', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 30 }, (_, index) =>
          store().append(newStream(), [testEvent(index % 3 === 0 ? { data: 'broken' } : {})], NO_STREAM),
        ),
      );
      expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(10);
      expect(await readWholeLog(store())).toHaveLength(20);
    });
  });

  describe('sizes', () => {
    it.each(['x', '€', '🚧'])('takes an append of exactly the limit in %s', async (character) => {
      const stream = newStream();
      const metadata = '{}';
      const events = [
        testEvent({ data: jsonOfSize(MAX_APPEND_BYTES - 1_004, character), metadata }),
        testEvent({ data: jsonOfSize(1_000, character), metadata }),
      ];
      await store().append(stream, events, NO_STREAM);
      expect((await store().readStream(stream)).map(asAppended)).toEqual(events);
    });

    it.each(['x', '€', '🚧'])('refuses one byte more in %s and appends nothing', async (character) => {
      const stream = newStream();
      const events = [
        testEvent({ data: jsonOfSize(MAX_APPEND_BYTES - 1_003, character), metadata: '{}' }),
        testEvent({ data: jsonOfSize(1_000, character), metadata: '{}' }),
      ];
      const refused = store().append(stream, events, NO_STREAM);
      await expect(refused).rejects.toThrow(EventTooLarge);
      await expect(refused).rejects.toMatchObject({ bytes: MAX_APPEND_BYTES + 1 });
      expect(await store().readStream(stream)).toEqual([]);
    });

    it('takes many appends of the limit at once', async () => {
      const data = jsonOfSize(MAX_APPEND_BYTES - 2);
      const streams = Array.from({ length: 6 }, () => newStream());
      await Promise.all(
        streams.map((stream) => store().append(stream, [testEvent({ data, metadata: '{}' })], NO_STREAM)),
      );
      for (const event of await readWholeLog(store())) expect(event.data).toBe(data);
    });
  });
}
