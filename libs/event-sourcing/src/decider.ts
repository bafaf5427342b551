/** Who did it, as the log remembers it: never a name or an address. */
export interface ActorRef {
  readonly kind: 'anonymous' | 'reporter' | 'staff' | 'service';
  /** Account id of staff, name of a service; absent for the public. */
  readonly id?: string;
}

/** What comes in with a command besides its data: time, identity and origin. Times are ISO 8601 in UTC. */
export interface CommandMetadata {
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent?: string;
  readonly municipalityId: string;
  readonly actor: ActorRef;
  /** The handling service's clock. */
  readonly now: string;
  /** Only an import may date an event earlier than now. */
  readonly occurredAt?: string;
  readonly imported?: true;
  /** HMAC of the request body: tells a retry of this command from another request under the same key. */
  readonly bodyHmac?: string;
}

export interface Command<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
  readonly metadata: CommandMetadata;
}

/** A fact as `decide` states it; its metadata is stamped from the command. */
export interface DomainEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}

/** What the log keeps beside an event's data. */
export interface EventMetadata {
  readonly municipalityId: string;
  readonly schemaVersion: number;
  readonly commandId: string;
  readonly bodyHmac?: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent?: string;
  readonly actor: ActorRef;
  /** When it happened (ISO 8601, UTC); `asOf` looks at this. */
  readonly occurredAt: string;
  /** When it was written (ISO 8601, UTC). */
  readonly recordedAt: string;
  readonly imported?: true;
}

/** A fact with its metadata, decoded and brought to the current schema version. */
export type Recorded<Event extends DomainEvent> = Event & { readonly metadata: EventMetadata };

/** An expected refusal: a value, not an exception. */
export interface Rejection<Code extends string = string> {
  readonly rejected: true;
  readonly code: Code;
  /** English, for developers; people read a text made from `code`. Never personal data. */
  readonly detail?: string;
}

export function reject<Code extends string>(code: Code, detail?: string): Rejection<Code> {
  return detail === undefined ? { rejected: true, code } : { rejected: true, code, detail };
}

export function isRejection(value: unknown): value is Rejection {
  return typeof value === 'object' && value !== null && 'rejected' in value && value.rejected === true;
}

/** Pure rules of one aggregate: no clock, no randomness, no I/O. */
export interface Decider<State, Cmd extends Command, Event extends DomainEvent, Code extends string = string> {
  readonly initialState: State;
  /** The facts that follow from a command; none when it changes nothing or was done before. */
  decide(command: Cmd, state: State): readonly Event[] | Rejection<Code>;
  evolve(state: State, event: Recorded<Event>): State;
}
