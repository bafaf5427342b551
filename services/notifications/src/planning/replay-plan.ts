import type { ReportPublicEvent } from '@sportello/contracts';
import type { PlannedDelivery } from './delivery';
import { planPage } from './plan-page';
import { ReportBook } from './report-book';

/** ISO 8601, UTC; both ends belong to it. Compared with when events were recorded. */
export interface ReplayWindow {
  readonly from: string;
  readonly to: string;
}

/**
 * What the feed, read again from its beginning, asks to be delivered for the events of a window, a page at a time. It only plans: nothing here
 * can send, and the test of this file holds that. Each event counts as seen when it was recorded, so that the plan of a day is the same for ever.
 * @param pages the feed in its order, from the beginning: who follows what is decided by what came before
 */
export async function* planReplay(
  pages: AsyncIterable<readonly ReportPublicEvent[]>,
  window: ReplayWindow,
): AsyncGenerator<readonly PlannedDelivery[]> {
  const book = new ReportBook();
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  for await (const events of pages) {
    const planned = events.flatMap((event) => {
      const recordedAt = Date.parse(event.recordedAt);
      const deliveries = planPage(book, [withoutContact(event)], recordedAt);
      return recordedAt >= from && recordedAt <= to ? deliveries : [];
    });
    if (planned.length > 0) yield planned;
  }
}

/** A plan needs to know that there is a contact, not which: the ciphertexts of a long log would fill the memory. */
function withoutContact(event: ReportPublicEvent): ReportPublicEvent {
  if (event.type !== 'report.submitted' || event.data.sealedReporter === undefined) return event;
  return { ...event, data: { ...event.data, sealedReporter: '' } };
}
