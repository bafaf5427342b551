import { NO_STREAM, type EventStore, type StoredEvent } from '@sportello/event-sourcing';
import { InMemoryEventStore, readWholeLog, testEvent, testEvents } from '@sportello/event-sourcing/testing';
import type { Progress } from './command-context';
import { copyLog } from './copy-log';
import { TargetHoldsSomethingElse } from './resume-point';
import { fillLog } from './testing/random-log';

const without = ({ position: _position, ...event }: StoredEvent): object => event;
const whole = async (store: EventStore): Promise<object[]> => (await readWholeLog(store)).map(without);

/** A store that is gone after so many appends. */
function vanishing(store: EventStore, appends: number): EventStore {
  let left = appends;
  return {
    logId: () => store.logId(),
    append: (...call) => ((left -= 1) < 0 ? Promise.reject(new Error('The store is gone')) : store.append(...call)),
    readStream: (...call) => store.readStream(...call),
    readAll: (...call) => store.readAll(...call),
    onAppended: (callback) => store.onAppended(callback),
    close: () => store.close(),
  };
}

describe('Copying a log', () => {
  const source = new InMemoryEventStore();
  beforeAll(() => fillLog(source, 400));

  it('brings every event over, byte for byte, in the same order', async () => {
    const target = new InMemoryEventStore();
    const told: Progress[] = [];
    expect(await copyLog(source, target, { onProgress: (progress) => told.push(progress) })).toEqual({
      alreadyThere: 0,
      copied: 400,
    });
    expect(await whole(target)).toEqual(await whole(source));
    expect(told.at(-1)).toMatchObject({ phase: 'copying', done: 400, total: 400 });
  });

  it.each([0, 1, 17, 150])('cut off after %i appends, is finished by a second run', async (appends) => {
    const target = new InMemoryEventStore();
    await expect(copyLog(source, vanishing(target, appends))).rejects.toThrow('The store is gone');
    const there = (await readWholeLog(target)).length;
    const told: Progress[] = [];
    const context = { onProgress: (progress: Progress) => told.push(progress) };
    expect(await copyLog(source, target, context, 400)).toEqual({ alreadyThere: there, copied: 400 - there });
    expect(told.at(-1)).toMatchObject({ done: 400 - there, total: 400 - there });
    expect(await whole(target)).toEqual(await whole(source));
    expect(await copyLog(source, target)).toEqual({ alreadyThere: 400, copied: 0 });
  });

  it('fills a gap that was left when later events arrived before earlier ones', async () => {
    const target = new InMemoryEventStore();
    const events = await readWholeLog(source);
    const late = events[5]!.stream;
    for (const event of events.slice(0, 30)) {
      if (event.stream !== late) await target.append(event.stream, [event], event.revision - 1);
    }
    const there = (await readWholeLog(target)).length;
    expect(await copyLog(source, target)).toEqual({ alreadyThere: there, copied: 400 - there });
    const inStreams = (all: readonly StoredEvent[]): unknown =>
      [...all].sort((a, b) => a.stream.localeCompare(b.stream) || a.revision - b.revision).map(without);
    expect(inStreams(await readWholeLog(target))).toEqual(inStreams(events));
  });

  it('goes on where, of all that was on its way, only the last had arrived', async () => {
    const [long, target] = [new InMemoryEventStore(), new InMemoryEventStore()];
    const streams = Array.from({ length: 256 }, (_, number) => `report-borgo-prova_${number}`);
    for (const stream of streams) await long.append(stream, testEvents(100), NO_STREAM);
    const last = streams.at(-1) ?? '';
    await target.append(last, await long.readStream(last), NO_STREAM);
    expect(await copyLog(long, target)).toEqual({ alreadyThere: 100, copied: 25_500 });
  });

  it('writes nothing into a store that holds something else, and says what', async () => {
    const target = new InMemoryEventStore();
    await target.append('report-altrove_1', [testEvent()], NO_STREAM);
    await expect(copyLog(source, target)).rejects.toThrow(TargetHoldsSomethingElse);
    await expect(copyLog(source, target)).rejects.toThrow('event 0 of report-altrove_1');
    expect(await readWholeLog(target)).toHaveLength(1);
  });

  it('takes a longer target for another log too', async () => {
    const target = new InMemoryEventStore();
    await copyLog(source, target);
    await target.append('report-altrove_1', [testEvent()], NO_STREAM);
    await expect(copyLog(source, target)).rejects.toThrow(TargetHoldsSomethingElse);
  });

  it('ends when it is told to', async () => {
    await expect(
      copyLog(source, new InMemoryEventStore(), { signal: AbortSignal.abort(new Error('Ctrl-C')) }),
    ).rejects.toThrow('Ctrl-C');
  });
});
