import type { ReportEventOf, ReportEventType } from './events';

/** An event, as far as it decides for whom its text was written. */
export type Written =
  | { readonly type: Exclude<ReportEventType, 'report.note-added'> }
  | {
      readonly type: 'report.note-added';
      readonly data: Pick<ReportEventOf<'report.note-added'>['data'], 'public'>;
    };

/**
 * Whether the text of an event is what offices write to each other, when they hand over, begin or merge, or in a note: not for the public, and
 * not for who reported either. Who has something to tell them adds a public note. Said here once, for pages, feeds and exports.
 */
export function isAmongOffices(event: Written): boolean {
  switch (event.type) {
    case 'report.assigned':
    case 'report.work-started':
    case 'report.marked-duplicate':
      return true;
    case 'report.note-added':
      return !event.data.public;
    case 'report.submitted':
    case 'report.information-requested':
    case 'report.information-request-cancelled':
    case 'report.information-provided':
    case 'report.resolved':
    case 'report.rejected':
    case 'report.withdrawn':
    case 'report.reopened':
    case 'report.rated':
    case 'report.relocated':
    case 'report.text-moderated': // of what others than the office read, and of nothing else
    case 'report.reclassified':
    case 'report.file-attached':
    case 'report.prioritised':
    case 'report.deadline-changed':
    case 'report.deadline-recomputed':
    case 'report.deadline-reminded':
    case 'report.escalated':
    case 'report.visibility-set':
    case 'report.text-redacted':
    case 'report.reporter-erased':
      return false;
    default:
      return event satisfies never;
  }
}
