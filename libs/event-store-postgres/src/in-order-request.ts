import { checkAppend, parseStreamName, type StoredEvent } from '@sportello/event-sourcing';
import { booleanArray, integerArray, textArray, uuidArray } from './binary-array';

/** One stream's part of events that are taken over in order: what `append_batch` answers about. */
export interface StreamPart {
  readonly stream: string;
  readonly expectedRevision: number;
}

export interface InOrderRequest {
  /** Of `append_batch`, but for `wake`. */
  readonly parameters: readonly Buffer[];
  /** In the order in which they begin. */
  readonly parts: readonly StreamPart[];
}

/**
 * Events of many streams, mixed, as one batch: `append_batch` writes them in the order of its arrays and asks of a stream only what comes
 * before its first event. @throws InvalidEvent, EventTooLarge, Error when the revisions of a stream do not follow each other
 */
export function inOrderRequest(events: readonly StoredEvent[]): InOrderRequest {
  const next = new Map<string, number>();
  const parts: StreamPart[] = [];
  const firsts: boolean[] = [];
  for (const event of events) {
    const { stream, revision } = event;
    checkAppend(stream, [event], revision - 1);
    const expected = next.get(stream);
    if (expected === undefined) parts.push({ stream, expectedRevision: revision - 1 });
    else if (expected !== revision) throw new Error(`Event ${expected} of ${stream} is missing before ${revision}`);
    firsts.push(expected === undefined);
    next.set(stream, revision + 1);
  }
  const parameters = [
    textArray(events.map(({ stream }) => parseStreamName(stream).municipalityId)),
    textArray(events.map(({ stream }) => stream)),
    integerArray(events.map(({ revision }) => revision)),
    booleanArray(firsts),
    uuidArray(events.map(({ eventId }) => eventId)),
    textArray(events.map(({ type }) => type)),
    textArray(events.map(({ data }) => data)),
    textArray(events.map(({ metadata }) => metadata)),
  ];
  return { parameters, parts };
}
