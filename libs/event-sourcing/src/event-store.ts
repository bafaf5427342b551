/** Opaque place in the log. String order is log order, within one store. */
export type Position = string;

/** The position before the first event of any log. */
export const START: Position = '';

/** The expected revision of a stream that must not exist yet. Revisions count from 0. */
export const NO_STREAM = -1;

/** One append holds at most this many bytes of data and metadata together (UTF-8). */
export const MAX_APPEND_BYTES = 1_000_000;

/** An event on its way into the log. `data` and `metadata` are JSON texts, stored as the UTF-8 bytes they are. */
export interface EventToAppend {
  /** A UUID; the same id appended twice at the same place is one event. */
  readonly eventId: string;
  /** The stored name, such as `report.assigned`, independent of any class. */
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/** An event as the log holds it. */
export interface StoredEvent extends EventToAppend {
  readonly stream: string;
  /** Place in its stream, from 0 without gaps. */
  readonly revision: number;
  readonly position: Position;
}

export interface AppendResult {
  /** Revision of the stream after the append: that of the last event appended. */
  readonly revision: number;
  /** Position of the last event appended. */
  readonly position: Position;
}

/** Which events a reader wants. Without prefixes: all. */
export interface EventFilter {
  /** Only streams whose name begins with one of these, such as `report-`; of an empty list none, and one page then leads to the end of the log. */
  readonly streamPrefixes?: readonly string[];
}

export interface ReadPage {
  readonly events: readonly StoredEvent[];
  /** Where to go on; it also passes events that the filter left out. */
  readonly next: Position;
  /** True when nothing was in the log after `next` at the time of reading. */
  readonly atEnd: boolean;
  /**
   * Set when `after` lay behind the last position of the log: the reader has seen what the log no longer holds, because it was
   * restored from an older copy. There are no events then, and `next` is `after`.
   */
  readonly beyondEnd?: true;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** The log. Every adapter passes the suite in `testing/event-store.conformance.ts`. */
export interface EventStore {
  /** The identity of this log: another log, or one begun anew, has another. A restored copy keeps it, which is why checkpoints also remember their last event. */
  logId(): Promise<string>;

  /**
   * Appends all events or none, durably, when the stream is at `expectedRevision`.
   * The same event ids appended again at the same place answer as the first time.
   * @throws ExpectedRevisionConflict, EventTooLarge, InvalidEvent, EventStoreUnavailable
   */
  append(
    stream: string,
    events: readonly EventToAppend[],
    expectedRevision: number,
    options?: CallOptions,
  ): Promise<AppendResult>;

  /** Events of one stream in order, from revision `from` (0), at most `limit`; empty when there is no such stream. */
  readStream(
    stream: string,
    options?: CallOptions & { readonly from?: number; readonly limit?: number },
  ): Promise<readonly StoredEvent[]>;

  /**
   * At most `limit` events after `after`, in log order. No event committed later ever appears before `next`.
   * @throws InvalidPosition for a position that this kind of store does not give, EventStoreUnavailable
   */
  readAll(after: Position, limit: number, filter?: EventFilter, options?: CallOptions): Promise<ReadPage>;

  /** Calls back soon after something was appended by anyone. A hint: it may come late, twice or never. Returns how to stop. */
  onAppended(callback: () => void): () => void;

  close(): Promise<void>;
}

/** The stream was not at the revision the caller expected. */
export class ExpectedRevisionConflict extends Error {
  override readonly name = 'ExpectedRevisionConflict';
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`Stream ${stream} is at revision ${actual}, not ${expected}`);
  }
}

/** One append was over MAX_APPEND_BYTES, or over what the store behind the port takes. */
export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge';
  /**
   * @param bytes of data and metadata together
   * @param limit of the store, where that was the lower one; it may count more than data and metadata
   */
  constructor(
    readonly bytes: number,
    readonly limit?: number,
  ) {
    super(
      limit === undefined
        ? `An append of ${bytes} bytes is over the limit of ${MAX_APPEND_BYTES}`
        : `An append of ${bytes} bytes is more than the event store takes, which by its own count is ${limit}: raise its limit above ${MAX_APPEND_BYTES}`,
    );
  }
}

/** An event that no store can hold: a broken UUID, an empty type, text that is not JSON. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

/** The store could not be reached, or did not answer in time. Whether the append happened is unknown: repeat it with the same ids. */
export class EventStoreUnavailable extends Error {
  override readonly name = 'EventStoreUnavailable';
}

/** A position that this kind of store cannot have given: it is of another kind of store, or mistyped. */
export class InvalidPosition extends Error {
  override readonly name = 'InvalidPosition';
}
