import { EventStoreUnavailable, withinDeadline, type Listen } from '@sportello/event-sourcing';
import { asPortError } from './client-errors';
import type { Connection } from './connection';
import { liveRequest } from './read-requests';

/** Listens through a subscription to the log from its end on. What comes is only counted, not looked at. */
export function listenForAppends(connection: Connection): Listen {
  return async (wake, lost) => {
    const held = connection.hold();
    const stop = new AbortController();
    let confirmed = false;
    let ended: Promise<void> = Promise.resolve();
    const standing = new Promise<void>((resolve, reject) => {
      ended = held.client
        .read({
          request: liveRequest(),
          signal: stop.signal,
          onAnswer: (answer) => {
            if (answer.hasEvent()) wake();
            if (answer.hasConfirmation()) {
              confirmed = true;
              resolve();
            }
            return true;
          },
        })
        .then(
          () => new EventStoreUnavailable('EventStoreDB ended the subscription'),
          (error: unknown) => error,
        )
        .then((error) => {
          held.release(stop.signal.aborted ? undefined : error);
          if (!confirmed) reject(asPortError(error));
          else if (!stop.signal.aborted) lost(asPortError(error));
        });
    });
    try {
      await withinDeadline(standing, connection.deadlineMs);
    } catch (error) {
      held.release(error);
      stop.abort();
      throw error;
    }
    return () => {
      stop.abort();
      return ended;
    };
  };
}
