import { EventStoreUnavailable, type CallOptions, type Position } from '@sportello/event-sourcing';
import type { LogClient } from './log-client';
import { parsePosition } from './position';
import { catchUpRequest, type StreamFilter } from './read-requests';
import { positionOf } from './stored-event';

/**
 * How far one may go on from `after` without passing an event that matches. A subscription says from time to time what it has looked
 * through; it is ended at the first that is of use.
 * @throws EventStoreUnavailable when nothing was said in time, the client's errors
 */
export async function distanceSearched(
  client: LogClient,
  after: Position,
  filter: StreamFilter,
  searchMs: number,
  { signal }: CallOptions,
): Promise<Position> {
  let reached = after;
  const enough = AbortSignal.timeout(searchMs);
  try {
    await client.read({
      request: catchUpRequest(parsePosition(after), filter),
      signal: signal ? AbortSignal.any([signal, enough]) : enough,
      onAnswer: (answer) => {
        const checkpoint = answer.getCheckpoint();
        if (checkpoint && positionOf(checkpoint) > reached) reached = positionOf(checkpoint);
        return !answer.hasEvent() && !answer.hasCaughtUp();
      },
    });
  } catch (error) {
    if (!enough.aborted || signal?.aborted) throw error;
  }
  if (reached === after) throw new EventStoreUnavailable('The event store looked for too long and found nothing');
  return reached;
}
