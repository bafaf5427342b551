import {
  isRejection,
  type Command,
  type Decider,
  type DomainEvent,
  type EventMetadata,
  type Recorded,
  type Rejection,
} from './decider';
import type { EventCatalogue } from './event-catalogue';
import { ExpectedRevisionConflict, NO_STREAM, type EventStore, type EventToAppend } from './event-store';
import { uuidV5 } from './uuid-v5';

const MAX_RETRIES = 5;

export interface HandleCommandOptions {
  /** The caller's `If-Match`: any other revision is a `STALE_REVISION` rejection, and nothing is retried. */
  readonly expectedRevision?: number;
  /**
   * The stream most likely does not exist: decide on the initial state first and read only after a conflict.
   * The ids of these events also come from what they say, so that a repetition, however close, is a conflict and is answered from the stream.
   */
  readonly assumeNew?: boolean;
  /** Reads and decides, and answers as if the events had been appended; nothing is. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

export interface Handled<State, Event extends DomainEvent> {
  readonly rejected?: undefined;
  readonly state: State;
  /** Revision of the stream after the command. */
  readonly revision: number;
  /** What this call appended; empty when the command changed nothing or had been handled before. */
  readonly events: readonly Recorded<Event>[];
  /** The whole stream as the log holds it, what this call appended last. */
  readonly stored: readonly EventToAppend[];
}

/** A command, or how to make it from the state it meets: asked again whenever the stream is read again. */
export type CommandOrPrepare<State, Cmd extends Command, Code extends string> =
  Cmd | ((state: State) => Promise<Cmd | Rejection<Code>>);

/** Everything a command of one aggregate needs. */
export interface Aggregate<State, Cmd extends Command, Event extends DomainEvent, Code extends string> {
  readonly decider: Decider<State, Cmd, Event, Code>;
  readonly catalogue: EventCatalogue<Event>;
}

/**
 * Reads the stream, folds it, decides and appends at the revision it read.
 * A conflict is retried at most five times, unless the caller named the revision.
 *
 * An event's id is UUIDv5(command id, its index) and, unlike the design's, also of `bodyHmac`: of two requests under one key that
 * come at once with different bodies, the second would find its own ids where it wants to append, and be answered as done though
 * nothing of it was written. So it conflicts, meets the first one's events, and `decide` tells the two bodies apart.
 * @throws EventStoreUnavailable, EventTooLarge, and ExpectedRevisionConflict after the last try
 */
export function handleCommand<State, Cmd extends Command, Event extends DomainEvent, Code extends string>(
  store: EventStore,
  aggregate: Aggregate<State, Cmd, Event, Code>,
  stream: string,
  commandOrPrepare: CommandOrPrepare<State, Cmd, Code>,
  options: HandleCommandOptions = {},
): Promise<Handled<State, Event> | Rejection<Code | 'STALE_REVISION'>> {
  return handle(store, aggregate, stream, commandOrPrepare, options);
}

/**
 * As `handleCommand`, for commands on one stream that belong together: each is decided on what the ones before it led to, and all that follows
 * is one append, or nothing is when one of them is rejected. Those that were handled before lead to nothing, as ever.
 */
export function handleCommands<State, Cmd extends Command, Event extends DomainEvent, Code extends string>(
  store: EventStore,
  aggregate: Aggregate<State, Cmd, Event, Code>,
  stream: string,
  commands: readonly Cmd[],
  options: HandleCommandOptions = {},
): Promise<Handled<State, Event> | Rejection<Code | 'STALE_REVISION'>> {
  return handle(store, aggregate, stream, commands, options);
}

async function handle<State, Cmd extends Command, Event extends DomainEvent, Code extends string>(
  store: EventStore,
  aggregate: Aggregate<State, Cmd, Event, Code>,
  stream: string,
  given: CommandOrPrepare<State, Cmd, Code> | readonly Cmd[],
  options: HandleCommandOptions,
): Promise<Handled<State, Event> | Rejection<Code | 'STALE_REVISION'>> {
  const { decider, catalogue } = aggregate;
  const { expectedRevision, assumeNew = false, dryRun = false } = options;
  const call = options.signal ? { signal: options.signal } : {};
  for (let retry = 0; ; retry += 1) {
    const stored = assumeNew && !dryRun && retry === 0 ? [] : await store.readStream(stream, call);
    const state = stored
      .map((event) => catalogue.decode(event))
      .reduce((folded, event) => decider.evolve(folded, event), decider.initialState);
    const revision = stored.at(-1)?.revision ?? NO_STREAM;

    const commands = typeof given === 'function' ? await given(state) : given;
    if (isRejection(commands)) return commands;
    const decided = decideInTurn(aggregate, commands, state, assumeNew);
    if (isRejection(decided)) return decided;
    const { events, toAppend } = decided;
    if (events.length === 0) return { state, revision, events, stored };
    if (expectedRevision !== undefined && expectedRevision !== revision) {
      return { rejected: true, code: 'STALE_REVISION' };
    }
    try {
      const appended = dryRun
        ? { revision: revision + events.length }
        : await store.append(stream, toAppend, revision, call);
      return {
        state: decided.state,
        revision: appended.revision,
        events,
        stored: stored.length === 0 ? toAppend : [...stored, ...toAppend],
      };
    } catch (error) {
      if (!(error instanceof ExpectedRevisionConflict)) throw error;
      if (expectedRevision !== undefined) return { rejected: true, code: 'STALE_REVISION' };
      if (retry === MAX_RETRIES) throw error;
    }
  }
}

interface Decided<State, Event extends DomainEvent> {
  readonly state: State;
  readonly events: readonly Recorded<Event>[];
  readonly toAppend: readonly EventToAppend[];
}

function decideInTurn<State, Cmd extends Command, Event extends DomainEvent, Code extends string>(
  { decider, catalogue }: Aggregate<State, Cmd, Event, Code>,
  given: Cmd | readonly Cmd[],
  before: State,
  assumeNew: boolean,
): Decided<State, Event> | Rejection<Code> {
  const events: Recorded<Event>[] = [];
  const toAppend: EventToAppend[] = [];
  let state = before;
  for (const command of isList(given) ? given : [given]) {
    const decision = decider.decide(command, state);
    if (isRejection(decision)) return decision;
    const metadata = stamp(command);
    for (const [index, event] of decision.entries()) {
      const eventId = uuidV5(command.metadata.commandId, `${index}/${metadata.bodyHmac ?? ''}`);
      const encoded = catalogue.encode(eventId, event, metadata);
      const ownId = assumeNew ? uuidV5(eventId, `${encoded.data}${encoded.metadata}`) : eventId;
      toAppend.push({ ...encoded, eventId: ownId });
      const recorded = catalogue.stamp(event, metadata);
      events.push(recorded);
      state = decider.evolve(state, recorded);
    }
  }
  return { state, events, toAppend };
}

/** `Array.isArray` does not know lists that nobody may change. */
function isList<Item>(given: Item | readonly Item[]): given is readonly Item[] {
  return Array.isArray(given);
}

function stamp({ metadata }: Command): Omit<EventMetadata, 'schemaVersion'> {
  const { now, occurredAt, ...origin } = metadata;
  return { ...origin, occurredAt: occurredAt ?? now, recordedAt: now };
}
