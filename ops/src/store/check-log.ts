import { readLog, START, type EventStore, type StoredEvent } from '@sportello/event-sourcing';
import type { CommandContext } from './command-context';
import { LogShare } from './log-share';
import { ProgressMeter } from './progress-meter';

/** A stream that lacks an event, or has one out of its order. */
export interface StreamFault {
  readonly stream: string;
  /** The revision that should be there and is not, before a later one. */
  readonly missing: number;
}

export interface LogCheck {
  readonly events: number;
  readonly streams: number;
  /** The first ones. */
  readonly faults: readonly StreamFault[];
}

const SHOWN = 20;
/** Streams that are remembered; one that was quiet for longer is asked for. */
const REMEMBERED = 100_000;

/** Reads a log once and sees that every stream counts from 0 without a gap, in the order of the log. Memory does not grow with the log. */
export async function checkLog(store: EventStore, { signal, onProgress }: CommandContext = {}): Promise<LogCheck> {
  const call = signal ? { signal } : {};
  const meter = new ProgressMeter('checking', onProgress, await LogShare.of(store, START, call));
  const heads = new RecentHeads();
  const faults: StreamFault[] = [];
  let streams = 0;
  for await (const page of readLog(store, call)) {
    for (const event of page.events) {
      if (event.revision === 0) streams += 1;
      const before = heads.next(event) ?? (await headBefore(store, event, call));
      if (before !== event.revision - 1) faults.push({ stream: event.stream, missing: before + 1 });
      if (faults.length >= SHOWN) return { events: meter.done, streams, faults };
    }
    meter.add(page.events.length, page.next);
  }
  return { events: meter.done, streams, faults };
}

/** Where lately seen streams stand, the quietest forgotten first. */
class RecentHeads {
  readonly #heads = new Map<string, number>();

  /** Where the stream stood before this event; undefined when nobody remembers. */
  next({ stream, revision }: StoredEvent): number | undefined {
    const before = this.#heads.get(stream) ?? (revision === 0 ? -1 : undefined);
    this.#heads.delete(stream);
    this.#heads.set(stream, revision);
    if (this.#heads.size > REMEMBERED) {
      const [quietest] = this.#heads.keys();
      if (quietest !== undefined) this.#heads.delete(quietest);
    }
    return before;
  }
}

/** The revision of the stream's last event that lies before this one in the log, as far as it follows; -1 when there is none. */
async function headBefore(
  store: EventStore,
  { stream, revision, position }: StoredEvent,
  call: { readonly signal?: AbortSignal },
): Promise<number> {
  const [before] = await store.readStream(stream, { from: revision - 1, limit: 1, ...call });
  if (before?.revision === revision - 1 && before.position < position) return before.revision;
  const earlier = await store.readStream(stream, { from: 0, limit: revision, ...call });
  const last = earlier.filter((event) => event.position < position && event.revision < revision).at(-1);
  return last?.revision ?? -1;
}
