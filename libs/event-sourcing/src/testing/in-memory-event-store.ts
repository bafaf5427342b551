import { randomUUID } from 'node:crypto';
import { checkAppend } from '../check-append';
import {
  InvalidPosition,
  ExpectedRevisionConflict,
  START,
  type AppendResult,
  type CallOptions,
  type EventFilter,
  type EventStore,
  type EventToAppend,
  type Position,
  type ReadPage,
  type StoredEvent,
} from '../event-store';
import { StoreLife } from '../store-life';

/** The port in memory, for tests of what stands on it. It passes the same suite as the adapters. */
export class InMemoryEventStore implements EventStore {
  readonly #log: StoredEvent[] = [];
  readonly #streams = new Map<string, StoredEvent[]>();
  readonly #listeners = new Set<() => void>();
  readonly #logId = randomUUID();
  readonly #life = new StoreLife();

  async logId(): Promise<string> {
    this.#life.assertUsable();
    return this.#logId;
  }

  async append(
    stream: string,
    events: readonly EventToAppend[],
    expectedRevision: number,
    options: CallOptions = {},
  ): Promise<AppendResult> {
    this.#life.assertUsable(options);
    checkAppend(stream, events, expectedRevision);
    const present = this.#streams.get(stream) ?? [];
    const actual = present.length - 1;

    if (actual !== expectedRevision) {
      const before = present.slice(expectedRevision + 1, expectedRevision + 1 + events.length);
      const last = before.at(-1);
      if (last && before.length === events.length && before.every((event, i) => event.eventId === events[i]?.eventId)) {
        return { revision: last.revision, position: last.position };
      }
      throw new ExpectedRevisionConflict(stream, expectedRevision, actual);
    }

    const added = events.map(({ eventId, type, data, metadata }, index) => ({
      stream,
      revision: expectedRevision + 1 + index,
      position: positionAt(this.#log.length + index),
      eventId,
      type,
      data,
      metadata,
    }));
    this.#streams.set(stream, [...present, ...added]);
    for (const event of added) this.#log.push(event);
    setImmediate(() => this.#listeners.forEach((callback) => callback()));
    return { revision: expectedRevision + events.length, position: positionAt(this.#log.length - 1) };
  }

  async readStream(
    stream: string,
    options: CallOptions & { readonly from?: number; readonly limit?: number } = {},
  ): Promise<readonly StoredEvent[]> {
    this.#life.assertUsable(options);
    const { from = 0, limit = Number.MAX_SAFE_INTEGER } = options;
    return (this.#streams.get(stream) ?? []).slice(from, from + limit);
  }

  async readAll(
    after: Position,
    limit: number,
    filter: EventFilter = {},
    options: CallOptions = {},
  ): Promise<ReadPage> {
    this.#life.assertUsable(options);
    const start = indexAfter(after);
    if (start > this.#log.length) return { events: [], next: after, atEnd: true, beyondEnd: true };
    const events: StoredEvent[] = [];
    let index = start;
    for (; index < this.#log.length && events.length < limit; index += 1) {
      const event = this.#log[index] as StoredEvent;
      if (matches(event.stream, filter)) events.push(event);
    }
    return { events, next: index === 0 ? START : positionAt(index - 1), atEnd: index >= this.#log.length };
  }

  onAppended(callback: () => void): () => void {
    const listener = (): void => callback();
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    return this.#life.close(async () => this.#listeners.clear());
  }
}

function matches(stream: string, { streamPrefixes }: EventFilter): boolean {
  return streamPrefixes === undefined || streamPrefixes.some((prefix) => stream.startsWith(prefix));
}

const DIGITS = 19;

/** Counted from 1, as the PostgreSQL adapter counts. */
function positionAt(index: number): Position {
  return String(index + 1).padStart(DIGITS, '0');
}

function indexAfter(position: Position): number {
  if (position === START) return 0;
  if (position.length !== DIGITS || !/^\d+$/.test(position))
    throw new InvalidPosition('Not a position of a log in memory');
  return Number(position);
}
