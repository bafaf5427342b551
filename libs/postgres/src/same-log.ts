import { LogDiverged, type Checkpoint, type EventStore, type ReadPage } from '@sportello/event-sourcing';

/** Whether the checkpoint was made on this log as it is now: the same identity, at least as long, and its last event where it was. */
export async function isOfThisLog(store: EventStore, checkpoint: Checkpoint, signal?: AbortSignal): Promise<boolean> {
  if ((await store.logId()) !== checkpoint.logId) return false;
  const call = signal ? { signal } : {};
  const { beyondEnd } = await store.readAll(checkpoint.position, 1, {}, call);
  if (beyondEnd) return false;
  const last = checkpoint.lastEvent;
  if (!last) return true;
  const [event] = await store.readStream(last.stream, { from: last.revision, limit: 1, ...call });
  return event?.revision === last.revision && event.eventId === last.eventId;
}

/** The checkpoint after a page. @throws LogDiverged when the log ends before it */
export function after(page: ReadPage, logId: string, before: Checkpoint | undefined): Checkpoint {
  if (page.beyondEnd) throw new LogDiverged('The log ends before the checkpoint: it was cut');
  const last = page.events.at(-1);
  const lastEvent = last ? { stream: last.stream, revision: last.revision, eventId: last.eventId } : before?.lastEvent;
  return { logId, position: page.next, ...(lastEvent ? { lastEvent } : {}) };
}
