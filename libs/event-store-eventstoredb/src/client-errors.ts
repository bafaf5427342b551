import {
  EventStoreUnavailable,
  EventTooLarge,
  ExpectedRevisionConflict,
  InvalidEvent,
} from '@sportello/event-sourcing';
import { AccessDeniedError, NotLeaderError, StreamDeletedError, TimeoutError } from '@eventstore/db-client';

/** The server answered that it did not append. */
export class AppendNotDone extends EventStoreUnavailable {
  /** @param timedOut it gave up waiting for its own writing: whether the append happened is unknown, to us and to it */
  constructor(
    reason: string,
    readonly timedOut: boolean,
  ) {
    super(`EventStoreDB did not append: ${reason}`);
  }
}

const OF_THE_PORT = [EventStoreUnavailable, EventTooLarge, ExpectedRevisionConflict, InvalidEvent];

/** What a failed call becomes: an error of the port, or itself when it is a bug of ours. */
export function asPortError(error: unknown): Error {
  if (error instanceof Error && OF_THE_PORT.some((kind) => error instanceof kind)) return error;
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (error instanceof AccessDeniedError) {
    return new EventStoreUnavailable(
      'EventStoreDB refuses the account of EVENTSTOREDB_URL: check its password and rights',
      {
        cause: error,
      },
    );
  }
  if (error instanceof StreamDeletedError) return new InvalidEvent('The stream was deleted in EventStoreDB');
  return new EventStoreUnavailable('The event store cannot be reached', { cause: error });
}

/** Whether the server gave up on an append that it may still write, or has written. */
export function isServerTimeout(error: unknown): boolean {
  return error instanceof TimeoutError || (error instanceof AppendNotDone && error.timedOut);
}

/**
 * Whether to go on with the same client. The client itself turns to the leader it was told of; after any other failure that the
 * server has not answered, its channel may be dead, or the client may have kept the failure (discovery, supported methods).
 */
export function leavesClientUsable(error: unknown): boolean {
  if (error instanceof NotLeaderError || error instanceof AccessDeniedError || error instanceof AppendNotDone)
    return true;
  return OF_THE_PORT.some((kind) => kind !== EventStoreUnavailable && error instanceof kind);
}
