import { REPORT_STATUSES } from '@sportello/contracts';
import { isOpen } from './report-progress';

/* Conditions on rows of reports. Each stands in the indexes and in the queries of its tables, so that they meet. */

/** What everybody may see in the list, thus have as open data: public, and somebody took charge. */
export const LISTED = `visibility = 'public' and assigned_at is not null`;

/** Neither closed nor withdrawn. */
export const OPEN = `status in (${REPORT_STATUSES.filter(isOpen)
  .map((status) => `'${status}'`)
  .join(', ')})`;
