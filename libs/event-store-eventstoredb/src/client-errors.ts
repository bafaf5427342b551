import {
  EventStoreUnavailable,
  EventTooLarge,
  ExpectedRevisionConflict,
  InvalidEvent,
} from '@sportello/event-sourcing';
import {
  AccessDeniedError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  StreamDeletedError,
  TimeoutError,
} from '@eventstore/db-client';

/** Why the server did not append: it gave up waiting for its own writing, is no node that takes appends now, or something else. */
export type WhyNot = 'timed out' | 'not taking appends' | 'other';

/** The server answered that it did not append. After `timed out` it is unknown, to us and to it, whether the append happened. */
export class AppendNotDone extends EventStoreUnavailable {
  constructor(
    reason: string,
    readonly why: WhyNot,
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

/**
 * For an append that went alone: the server's limit may be lower than ours, and of what was too large only the append itself knows how large it was.
 * @throws EventTooLarge for that, anything else as it is
 */
export function failAppend(error: unknown, { bytes }: { readonly bytes: number }): never {
  if (error instanceof MaxAppendSizeExceededError) throw new EventTooLarge(bytes, error.maxAppendSize);
  throw error;
}

/** Whether the server gave up on an append that it may still write, or has written. */
export function isServerTimeout(error: unknown): boolean {
  return error instanceof TimeoutError || (error instanceof AppendNotDone && error.why === 'timed out');
}

/**
 * Whether to go on with the same client. The client itself turns to the leader it was told of; after any other failure that the
 * server has not answered, its channel may be dead, or the client may have kept the failure (discovery, supported methods). A node that takes no
 * appends and knows no leader may be cut off from the others: only a fresh client looks for another node.
 */
export function leavesClientUsable(error: unknown): boolean {
  if ([NotLeaderError, AccessDeniedError, StreamDeletedError].some((kind) => error instanceof kind)) return true;
  if (error instanceof AppendNotDone) return error.why !== 'not taking appends';
  return OF_THE_PORT.some((kind) => kind !== EventStoreUnavailable && error instanceof kind);
}
