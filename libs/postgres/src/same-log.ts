import type { Checkpoint, EventStore, ReadPage } from '@sportello/event-sourcing';

/** Whether the checkpoint was made on this log as it is now: the same identity, and its last event where it was. */
export async function isOfThisLog(store: EventStore, checkpoint: Checkpoint, signal?: AbortSignal): Promise<boolean> {
  if ((await store.logId()) !== checkpoint.logId) return false;
  const last = checkpoint.lastEvent;
  if (!last) return true;
  const call = { from: last.revision, limit: 1, ...(signal ? { signal } : {}) };
  const [event] = await store.readStream(last.stream, call);
  return event?.revision === last.revision && event.eventId === last.eventId;
}

/** The checkpoint after a page. */
export function after(page: ReadPage, logId: string, before: Checkpoint | undefined): Checkpoint {
  const last = page.events.at(-1);
  const lastEvent = last ? { stream: last.stream, revision: last.revision, eventId: last.eventId } : before?.lastEvent;
  return { logId, position: page.next, ...(lastEvent ? { lastEvent } : {}) };
}
