import type { StoredEvent } from '@sportello/event-sourcing';
import { StreamReads } from './stream-reads';

const event = (stream: string, revision: number): StoredEvent => ({
  stream,
  revision,
  position: String(revision),
  eventId: `${stream}/${revision}`,
  type: 'x',
  data: '{}',
  metadata: '{}',
});
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Reads that end when they are told to. */
function reads() {
  const asked: { streams: readonly string[]; answer(events: StoredEvent[]): void; fail(error: Error): void }[] = [];
  const whole = new StreamReads((streams) => new Promise((answer, fail) => asked.push({ streams, answer, fail })));
  return { asked, whole };
}

describe('whole streams that are asked for together', () => {
  it('are one statement, and each reader has its own', async () => {
    const { asked, whole } = reads();
    const read = Promise.all(['a', 'b', 'a', 'none'].map((stream) => whole.whole(stream)));
    await nextTurn();
    expect(asked.map(({ streams }) => streams)).toEqual([['a', 'b', 'none']]);
    asked[0]?.answer([event('b', 0), event('a', 0), event('a', 1)]);
    expect((await read).map((events) => events.map(({ eventId }) => eventId))).toEqual([
      ['a/0', 'a/1'],
      ['b/0'],
      ['a/0', 'a/1'],
      [],
    ]);
  });

  it('join no statement that was already sent', async () => {
    const { asked, whole } = reads();
    const before = whole.whole('a');
    await nextTurn();
    const after = whole.whole('a');
    await nextTurn();
    expect(asked).toHaveLength(2);
    asked[0]?.answer([event('a', 0)]);
    asked[1]?.answer([event('a', 0), event('a', 1)]);
    expect(await before).toHaveLength(1);
    expect(await after).toHaveLength(2);
  });

  it('fail together, and the next are read', async () => {
    const { asked, whole } = reads();
    const failed = Promise.allSettled([whole.whole('a'), whole.whole('b')]);
    await nextTurn();
    asked[0]?.fail(new Error('away'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = whole.whole('a');
    await nextTurn();
    asked[1]?.answer([event('a', 0)]);
    expect(await next).toHaveLength(1);
  });

  it('wait while two statements are at the server, and refuse to wait without end', async () => {
    const { asked, whole } = reads();
    const many = Array.from({ length: 200 }, (_, n) => whole.whole(`s${n}`));
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    expect(asked.map(({ streams }) => streams.length)).toEqual([64, 64]);
    const full = Array.from({ length: 1_928 }, (_, n) => whole.whole(`t${n}`));
    await expect(whole.whole('one too many')).rejects.toThrow('Too many streams');
    for (let read = 0; read * 64 < 2_128; read += 1) {
      asked[read]?.answer([]);
      await nextTurn();
      await nextTurn();
    }
    expect((await Promise.all([...many, ...full])).flat()).toEqual([]);
  });
});
