import type { ReportPublicEvent } from '@sportello/contracts';
import type { PlannedDelivery } from './delivery';
import { planKept, type KeptReports } from './kept-reports';

/** ISO 8601, UTC; both ends belong to it. Compared with when events were recorded. */
export interface ReplayWindow {
  readonly from: string;
  readonly to: string;
}

/**
 * What the feed, read again from its beginning, asks to be delivered for the events of a window, a page at a time. It only plans: nothing here
 * can send, and the test of this file holds that. Each event counts as seen when it was recorded, so that the plan of a day is the same for ever.
 * @param pages the feed in its order, from the beginning: who follows what is decided by what came before
 * @param reports empty, and of this replay alone: all that it remembers from page to page
 */
export async function* planReplay(
  pages: AsyncIterable<readonly ReportPublicEvent[]>,
  window: ReplayWindow,
  reports: KeptReports,
): AsyncGenerator<readonly PlannedDelivery[]> {
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  for await (const page of pages) {
    const events = page.map(withoutContact);
    const planned = await planKept(reports, events, recordedAt);
    const within = events.filter((event) => recordedAt(event) >= from && recordedAt(event) <= to);
    const asked = new Set(within.map(({ eventId }) => eventId));
    const deliveries = planned.filter(({ eventId }) => asked.has(eventId));
    if (deliveries.length > 0) yield deliveries;
  }
}

function recordedAt(event: ReportPublicEvent): number {
  return Date.parse(event.recordedAt);
}

/** A plan needs to know that there is a contact, not which: no more of people than that is written for it. */
function withoutContact(event: ReportPublicEvent): ReportPublicEvent {
  if (event.type !== 'report.submitted' || event.data.sealedReporter === undefined) return event;
  return { ...event, data: { ...event.data, sealedReporter: '' } };
}
