import { CallSignal, EventStoreUnavailable, type CallOptions, type Position } from '@sportello/event-sourcing';
import type { EventsRead } from './events-read';
import type { LogClient } from './log-client';
import { parsePosition } from './position';
import { catchUpRequest, type StreamFilter } from './read-requests';
import { positionOf, storedEvent } from './stored-event';

/**
 * Looks for the next event that matches, as far as the time allows. Unlike a read, a subscription says from time to time how far it
 * has looked; it is ended at the first event, at the end of the log, or when the time is over.
 * @throws EventStoreUnavailable when nothing was said in time, the client's errors
 */
export async function searchOn(
  client: LogClient,
  after: Position,
  filter: StreamFilter,
  searchMs: number,
  { signal }: CallOptions,
): Promise<EventsRead> {
  const found: EventsRead['events'] = [];
  let reached = after;
  let ended: EventsRead['ended'] = 'cut short';
  const call = new CallSignal(signal, searchMs);
  try {
    await client.read({
      request: catchUpRequest(parsePosition(after), filter),
      signal: call.signal,
      onAnswer: (answer) => {
        const recorded = answer.getEvent()?.getEvent();
        const event = recorded && storedEvent(recorded);
        if (event) found.push(event);
        const place = recorded ?? answer.getCheckpoint();
        if (place && positionOf(place) > reached) reached = positionOf(place);
        if (answer.hasCaughtUp()) ended = 'nothing left';
        return !recorded && ended === 'cut short';
      },
    });
  } catch (error) {
    if (!call.late) throw error;
  } finally {
    call.release();
  }
  if (reached === after && ended === 'cut short') {
    throw new EventStoreUnavailable('The event store looked for too long without saying how far it came');
  }
  return { events: found, reached, ended };
}
