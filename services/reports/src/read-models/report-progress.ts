import type { Recorded } from '@sportello/event-sourcing';
import type { ReportEvent } from '../domain/report/events';
import type { ReportStatus } from '@sportello/contracts';

/** Where a report stands: what every read model of it shows and must carry to fold the next event. */
export interface ReportProgress {
  readonly status: ReportStatus;
  /** While waiting for the reporter: where an answer leads back to. */
  readonly returnTo: 'assigned' | 'in_progress' | null;
  /** In charge; null before the first assignment. */
  readonly department: string | null;
  readonly assignee: string | null;
  /** ISO 8601, UTC. */
  readonly dueBy: string;
}

const OPEN: Readonly<Record<ReportStatus, boolean>> = {
  submitted: true,
  assigned: true,
  in_progress: true,
  waiting_for_reporter: true,
  resolved: false,
  rejected: false,
  withdrawn: false,
  duplicate: false,
};

/** Neither closed nor withdrawn. */
export function isOpen(status: ReportStatus): boolean {
  return OPEN[status];
}

/** What follows the submission; `report.submitted` makes the row. */
export type LaterReportEvent = Exclude<Recorded<ReportEvent>, { readonly type: 'report.submitted' }>;

/** The progress after an event. A new type of event breaks the build here. */
export function advance<Progress extends ReportProgress>(progress: Progress, event: LaterReportEvent): Progress {
  switch (event.type) {
    case 'report.assigned':
      return { ...progress, ...assigned(progress, event.data) };
    case 'report.work-started':
      return { ...progress, status: 'in_progress' };
    case 'report.information-requested':
      return {
        ...progress,
        status: 'waiting_for_reporter',
        returnTo: progress.status === 'in_progress' ? 'in_progress' : 'assigned',
      };
    case 'report.information-request-cancelled':
    case 'report.information-provided':
      return { ...progress, status: progress.returnTo ?? 'assigned', returnTo: null, dueBy: event.data.dueBy };
    case 'report.resolved':
      return { ...progress, status: 'resolved', returnTo: null };
    case 'report.rejected':
      return { ...progress, status: 'rejected', returnTo: null };
    case 'report.withdrawn':
      return { ...progress, status: 'withdrawn', returnTo: null };
    case 'report.marked-duplicate':
      return { ...progress, status: 'duplicate', returnTo: null };
    case 'report.reopened':
      return { ...progress, status: progress.department === null ? 'submitted' : 'assigned', dueBy: event.data.dueBy };
    case 'report.reclassified':
    case 'report.deadline-changed':
    case 'report.deadline-recomputed':
      return { ...progress, dueBy: event.data.dueBy };
    case 'report.rated':
    case 'report.relocated':
    case 'report.note-added':
    case 'report.file-attached':
    case 'report.prioritised':
    case 'report.deadline-reminded':
    case 'report.escalated':
    case 'report.visibility-set':
    case 'report.text-moderated':
    case 'report.text-redacted':
    case 'report.reporter-erased':
      return progress;
    default:
      return event satisfies never;
  }
}

function assigned(
  progress: ReportProgress,
  data: Extract<LaterReportEvent, { readonly type: 'report.assigned' }>['data'],
): ReportProgress {
  const moved = data.departmentChanged || progress.status === 'submitted';
  const waiting = progress.status === 'waiting_for_reporter';
  return {
    status: moved && !waiting ? 'assigned' : progress.status,
    returnTo: moved && waiting ? 'assigned' : progress.returnTo,
    department: data.department,
    assignee: data.assignee ?? null,
    dueBy: data.dueBy,
  };
}
