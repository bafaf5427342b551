import {
  readLog,
  START,
  type CallOptions,
  type EventStore,
  type Position,
  type StoredEvent,
} from '@sportello/event-sourcing';
import { EVENTS_IN_FLIGHT } from './pipelined-appends';

/** The target holds events that are not the source's: nothing is written to it. */
export class TargetHoldsSomethingElse extends Error {
  override readonly name = 'TargetHoldsSomethingElse';
}

/** Where to go on after an earlier copy was cut off. */
export interface ResumePoint {
  /** Up to here the target has everything. */
  readonly after: Position;
  /** Of the events that follow `after`, so many were looked at ... */
  readonly lookedAt: number;
  /** ... and of those these are missing, by `keyOf`: some behind them had been written before they were. */
  readonly missing: ReadonlySet<string>;
  /** Events that are there already. */
  readonly present: number;
}

/** So far may events that were in flight together have overtaken each other. */
const OUT_OF_STEP = EVENTS_IN_FLIGHT;

/** Which event: its place in its stream. */
export function keyOf({ stream, revision }: Pick<StoredEvent, 'stream' | 'revision'>): string {
  return `${revision} ${stream}`;
}

/**
 * Reads the target from the beginning beside the source and finds where they part. The target itself is the record of progress: no file can
 * be lost or lie. Memory does not grow with the log. @throws TargetHoldsSomethingElse
 */
export async function resumePoint(source: EventStore, target: EventStore, call: CallOptions): Promise<ResumePoint> {
  const ahead = eventsOf(source, call);
  try {
    return await compare(ahead, target, call);
  } finally {
    await ahead.return();
  }
}

async function compare(
  source: AsyncGenerator<StoredEvent, void, undefined>,
  target: EventStore,
  call: CallOptions,
): Promise<ResumePoint> {
  /** Seen in the source only, with the position before each, in order. */
  const missing = new Map<string, { readonly eventId: string; readonly before: Position; readonly index: number }>();
  /** Seen in the target only. */
  const strange = new Map<string, string>();
  let taken = 0;
  let present = 0;
  let last = START;
  const advance = async (): Promise<boolean> => {
    const next = await source.next();
    if (next.done === true) return false;
    const event = next.value;
    if (strange.get(keyOf(event)) === event.eventId) strange.delete(keyOf(event));
    else missing.set(keyOf(event), { eventId: event.eventId, before: last, index: taken });
    last = event.position;
    taken += 1;
    return true;
  };
  for await (const event of eventsOf(target, call)) {
    await advance();
    present += 1;
    if (missing.get(keyOf(event))?.eventId === event.eventId) missing.delete(keyOf(event));
    else strange.set(keyOf(event), event.eventId);
    if (strange.size > OUT_OF_STEP) break;
  }
  for (let more = true; more && strange.size > 0 && taken < present + OUT_OF_STEP;) more = await advance();
  const [stranger] = strange.keys();
  if (stranger !== undefined) {
    const [revision, stream] = stranger.split(' ');
    throw new TargetHoldsSomethingElse(
      `The target holds event ${revision} of ${stream}, which is not the source's. Nothing was written. Copy into an empty store.`,
    );
  }
  const [first] = missing.values();
  return {
    after: first ? first.before : last,
    lookedAt: first ? taken - first.index : 0,
    missing: new Set(missing.keys()),
    present,
  };
}

async function* eventsOf(store: EventStore, call: CallOptions): AsyncGenerator<StoredEvent, void, undefined> {
  for await (const page of readLog(store, call)) yield* page.events;
}
