import { eventCatalogue, type Aggregate } from '@sportello/event-sourcing';
import type { ReportCommand } from './commands';
import { reportDecider } from './decider';
import type { ReportEvent } from './events';
import type { ReportRejectionCode } from './rejections';
import type { ReportState } from './state';

/** Every stored fact of a report with its current schema version. What each version looks like in the log is in `golden/`, for ever. */
export const reportEvents = eventCatalogue<ReportEvent>({
  'report.submitted': { version: 1 },
  'report.assigned': { version: 1 },
  'report.work-started': { version: 1 },
  'report.information-requested': { version: 1 },
  'report.information-request-cancelled': { version: 1 },
  'report.information-provided': { version: 1 },
  'report.resolved': { version: 1 },
  'report.rejected': { version: 1 },
  'report.withdrawn': { version: 1 },
  'report.marked-duplicate': { version: 1 },
  'report.reopened': { version: 1 },
  'report.rated': { version: 1 },
  'report.reclassified': { version: 1 },
  'report.relocated': { version: 1 },
  'report.note-added': { version: 1 },
  'report.file-attached': { version: 1 },
  'report.prioritised': { version: 1 },
  'report.deadline-changed': { version: 1 },
  'report.deadline-recomputed': { version: 1 },
  'report.deadline-reminded': { version: 1 },
  'report.escalated': { version: 1 },
  'report.visibility-set': { version: 1 },
  'report.text-moderated': { version: 1 },
  'report.text-redacted': { version: 1 },
  'report.reporter-erased': { version: 1 },
});

/** A report as `handleCommand` takes it. */
export const reportAggregate: Aggregate<ReportState, ReportCommand, ReportEvent, ReportRejectionCode> = {
  decider: reportDecider,
  catalogue: reportEvents,
};
