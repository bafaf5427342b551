import { CallSignal, START, type CallOptions, type Position, type StoredEvent } from '@sportello/event-sourcing';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { LogClient } from './log-client';
import { positionOf, storedEvent } from './stored-event';

export interface EventsRead {
  readonly events: StoredEvent[];
  /** Position of the last event the server gave, ours or not; `START` when it gave none. */
  readonly reached: Position;
  /** Whether the server had nothing more, gave as many as were asked for, or was cut short here. */
  readonly ended: 'nothing left' | 'enough' | 'cut short';
}

export interface ReadLimits {
  /** As many as were asked for. */
  readonly count: number;
  /** Stop soon after so many of data and metadata together. */
  readonly bytes?: number;
  /** Stop after so long, whether anything came or not; in milliseconds, less than the deadline. */
  readonly searchMs?: number;
  readonly deadlineMs: number;
}

/** Asks for events and takes what comes within the limits. @throws the client's errors */
export async function readEvents(
  client: LogClient,
  request: ReadReq,
  { count, bytes = Infinity, searchMs, deadlineMs }: ReadLimits,
  { signal }: CallOptions,
): Promise<EventsRead> {
  const events: StoredEvent[] = [];
  let [given, taken, reached] = [0, 0, START];
  let ended: EventsRead['ended'] = 'nothing left';
  const call = new CallSignal(signal, searchMs);
  try {
    await client.read({
      request,
      deadlineMs,
      signal: call.signal,
      onAnswer: (answer) => {
        const recorded = answer.getEvent()?.getEvent();
        if (!recorded) return true;
        const event = storedEvent(recorded);
        if (event) events.push(event);
        given += 1;
        taken += recorded.getData_asU8().length + recorded.getCustomMetadata_asU8().length;
        reached = positionOf(recorded);
        if (given >= count) ended = 'enough';
        else if (taken >= bytes) ended = 'cut short';
        return ended === 'nothing left';
      },
    });
  } catch (error) {
    if (!call.late) throw error;
    ended = 'cut short';
  } finally {
    call.release();
  }
  return { events, reached, ended };
}
