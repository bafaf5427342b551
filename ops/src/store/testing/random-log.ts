import { NO_STREAM, type EventStore } from '@sportello/event-sourcing';
import { testEvent, testEvents } from '@sportello/event-sourcing/testing';

/** Fills a log with streams that interleave: `events` of them, one to three in an append. */
export async function fillLog(store: EventStore, events: number, streams = 12): Promise<void> {
  const heads = new Map<string, number>();
  for (let done = 0; done < events;) {
    const stream = `report-borgo-prova_${(done * 7) % streams}`;
    const head = heads.get(stream) ?? NO_STREAM;
    const count = Math.min(1 + (done % 3), events - done);
    const awkward = testEvent({ data: `{ "what" :"perché \\u0000 \\ud83d 🕳️ ${done}" }`, metadata: ' {"b":1,"a":2} ' });
    await store.append(stream, [awkward, ...testEvents(count - 1)], head);
    heads.set(stream, head + count);
    done += count;
  }
}
