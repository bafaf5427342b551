import type { PublicReport } from '@sportello/contracts';
import { given, type TextAndPlace } from '../sealed-view';
import type { ListedRow } from './public-list.sql';

/** A row as a list shows it, with its opened subject and place. */
export function publicReport(row: ListedRow, { subject, location }: TextAndPlace = {}): PublicReport {
  return {
    code: row.code,
    type: row.kind,
    category: row.category,
    status: row.status,
    submittedAt: row.submittedAt.toISOString(),
    ...given({ department: row.department, subject, location }),
    revision: row.revision,
  };
}
