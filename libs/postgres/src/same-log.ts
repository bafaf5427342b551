import { LogDiverged, type Checkpoint, type EventStore, type Position, type ReadPage } from '@sportello/event-sourcing';

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

/** Whether a page leaves its reader where it was: there is nothing to write down. */
export function bringsNothing(page: ReadPage, from: Position): boolean {
  return page.next === from && page.beyondEnd !== true;
}

/** The part of a page that is not after `position`; the page itself when that is all of it. */
export function cut(page: ReadPage, position: Position): ReadPage {
  if (page.next <= position) return page;
  return { events: page.events.filter((event) => event.position <= position), next: position, atEnd: false };
}

/** The checkpoint after a page. @throws LogDiverged when the log ends before it */
export function after(page: ReadPage, logId: string, before: Checkpoint | undefined): Checkpoint {
  if (page.beyondEnd) throw new LogDiverged('The log ends before the checkpoint: it was cut');
  const last = page.events.at(-1);
  const lastEvent = last ? { stream: last.stream, revision: last.revision, eventId: last.eventId } : before?.lastEvent;
  return { logId, position: page.next, ...(lastEvent ? { lastEvent } : {}) };
}
