import { randomUUID } from 'node:crypto';
import {
  START,
  type EventFilter,
  type EventStore,
  type EventToAppend,
  type Position,
  type StoredEvent,
} from '../../event-store';
import { streamName } from '../../stream-name';

/** What a suite needs of an adapter: a store on a new and empty log of its own. */
export interface StoreUnderTest {
  readonly store: EventStore;
  /** A position of this kind of log that lies behind `position`; behind the fifth of a log that counts its events, the sixth. */
  behind(position: Position): Position;
  /** Closes the store and removes its log. */
  drop(): Promise<void>;
}

/** An event like those of the product; `overrides` says what matters to the test. */
export function testEvent(overrides: Partial<EventToAppend> = {}): EventToAppend {
  return {
    eventId: randomUUID(),
    type: 'test.happened',
    data: '{"what":"a lamp is out"}',
    metadata: '{"municipalityId":"borgo-esempio","schemaVersion":1}',
    ...overrides,
  };
}

export function testEvents(count: number): EventToAppend[] {
  return Array.from({ length: count }, (_, index) => testEvent({ data: JSON.stringify({ index }) }));
}

/** A stream that no other test uses. */
export function newStream(category = 'report', municipalityId = 'borgo-esempio'): string {
  return streamName(category, municipalityId, randomUUID());
}

export async function readWholeLog(
  store: EventStore,
  filter: EventFilter = {},
  pageSize = 500,
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  let after = START;
  for (;;) {
    const page = await store.readAll(after, pageSize, filter);
    events.push(...page.events);
    if (page.atEnd) return events;
    after = page.next;
  }
}

/** What was appended, as the log holds it, without its place in it. */
export function asAppended({ eventId, type, data, metadata }: StoredEvent): EventToAppend {
  return { eventId, type, data, metadata };
}

/** `StoreUnderTest.behind` for stores that count their events, in 19 digits. */
export function nextOfCounted(position: Position): Position {
  return String(Number(position) + 1).padStart(19, '0');
}
