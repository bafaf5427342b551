import type { ReportPublicEvent } from '@sportello/contracts';
import type { PlannedDelivery } from './delivery';
import { planPage } from './plan-page';
import { ReportBook, type FollowedReport } from './report-book';

/** Where who follows what is kept between one page of the feed and the next; a log is too long for a book in memory. */
export interface KeptReports {
  /** The reports that these events are about, with all their duplicates, and the duplicates of those. */
  about(events: readonly ReportPublicEvent[]): Promise<readonly FollowedReport[]>;
  keep(reports: readonly FollowedReport[]): Promise<void>;
}

/** As `planPage`, with a book for this page alone: opened from what is kept, and kept again. The live reader and a replay both go this way. */
export async function planKept(
  reports: KeptReports,
  events: readonly ReportPublicEvent[],
  seenAt: (event: ReportPublicEvent) => number,
  restoredAt?: number,
): Promise<readonly PlannedDelivery[]> {
  const book = new ReportBook(await reports.about(events));
  const planned = planPage(book, events, seenAt, restoredAt);
  await reports.keep(book.changes());
  return planned;
}
