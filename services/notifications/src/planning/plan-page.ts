import type { ReportPublicEvent } from '@sportello/contracts';
import type { PlannedDelivery } from './delivery';
import { planDeliveries } from './plan-deliveries';
import type { ReportBook } from './report-book';

/**
 * What a run of events, in feed order, asks to be delivered; the book takes the events in. What it took in before plans nothing.
 * @param seenAt when an event was first seen, milliseconds since 1970
 * @param restoredAt as in `planDeliveries`
 */
export function planPage(
  book: ReportBook,
  events: readonly ReportPublicEvent[],
  seenAt: (event: ReportPublicEvent) => number,
  restoredAt?: number,
): readonly PlannedDelivery[] {
  return events.flatMap((event) => {
    if (book.has(event)) return [];
    book.apply(event);
    const recipients = book.recipientsOf(event.municipalityId, event.code);
    return recipients.flatMap((recipient) => planDeliveries(event, recipient, seenAt(event), restoredAt));
  });
}
