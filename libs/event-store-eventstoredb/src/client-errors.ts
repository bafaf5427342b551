import {
  EventStoreUnavailable,
  EventTooLarge,
  ExpectedRevisionConflict,
  InvalidEvent,
} from '@sportello/event-sourcing';
import { AccessDeniedError, NotLeaderError, StreamDeletedError } from '@eventstore/db-client';

const OF_THE_PORT = [EventStoreUnavailable, EventTooLarge, ExpectedRevisionConflict, InvalidEvent];

/** What a failed call becomes: an error of the port, or itself when it is a bug of ours. */
export function asPortError(error: unknown): Error {
  if (error instanceof Error && OF_THE_PORT.some((kind) => error instanceof kind)) return error;
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (error instanceof AccessDeniedError) {
    return new EventStoreUnavailable('EventStoreDB refuses the account of EVENTSTOREDB_URL: check its password and rights', {
      cause: error,
    });
  }
  if (error instanceof StreamDeletedError) return new InvalidEvent('The stream was deleted in EventStoreDB');
  return new EventStoreUnavailable('The event store cannot be reached', { cause: error });
}

/**
 * Whether to go on with the same client. The client itself turns to the leader it was told of; after any other failure that the
 * server has not answered, its channel may be dead, or the client may have kept the failure (discovery, supported methods).
 */
export function leavesClientUsable(error: unknown): boolean {
  if (error instanceof NotLeaderError || error instanceof AccessDeniedError) return true;
  return OF_THE_PORT.some((kind) => kind !== EventStoreUnavailable && error instanceof kind);
}
