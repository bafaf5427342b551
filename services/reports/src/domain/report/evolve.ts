import type { Recorded } from '@sportello/event-sourcing';
import type { ReportEvent, ReportEventOf } from './events';
import type { EndStatus, ReportState } from './state';

/** Before a report is submitted: nothing but its default priority means anything. */
export const initialState: ReportState = {
  status: 'none',
  code: '',
  kind: 'issue',
  category: '',
  visibility: 'private',
  priority: 'normal',
  dueBy: '',
  attachments: [],
  rated: false,
  remindedDeadlines: [],
  escalatedDeadlines: [],
  textRedacted: false,
  reporterErased: false,
  hasReporter: false,
  handled: new Map(),
};

/** The state after one more fact. */
export function evolve(before: ReportState, event: Recorded<ReportEvent>): ReportState {
  const { commandId, bodyHmac } = event.metadata;
  return { ...apply(before, event), handled: new Map(before.handled).set(commandId, bodyHmac) };
}

function apply(report: ReportState, event: Recorded<ReportEvent>): ReportState {
  switch (event.type) {
    case 'report.submitted': {
      const {
        code,
        kind,
        category,
        visibility,
        priority = report.priority,
        dueBy,
        attachments,
        sealedReporter,
      } = event.data;
      const hasReporter = sealedReporter !== undefined;
      const told = { code, kind, category, visibility, priority, dueBy, attachments, hasReporter };
      return { ...report, status: 'submitted', ...told };
    }
    case 'report.assigned':
      return afterAssignment(report, event.data);
    case 'report.work-started':
      return { ...report, status: 'in_progress' };
    case 'report.information-requested': {
      const returnTo = report.status === 'in_progress' ? 'in_progress' : 'assigned';
      const waiting = { returnTo, since: event.metadata.occurredAt } as const;
      return { ...report, status: 'waiting_for_reporter', waiting };
    }
    case 'report.information-request-cancelled':
    case 'report.information-provided': {
      const { waiting, ...rest } = report;
      return { ...rest, status: waiting?.returnTo ?? 'assigned', dueBy: event.data.dueBy };
    }
    case 'report.resolved':
      return { ...ended(report, 'resolved', event), rated: false };
    case 'report.rejected':
      return ended(report, 'rejected', event);
    case 'report.withdrawn':
      return ended(report, 'withdrawn', event);
    case 'report.marked-duplicate':
      return { ...ended(report, 'duplicate', event), duplicateOf: event.data.of };
    case 'report.reopened': {
      const { endedAt: _ended, duplicateOf: _other, ...rest } = report;
      const status = report.department === undefined ? 'submitted' : 'assigned';
      return { ...rest, status, dueBy: event.data.dueBy, rated: false };
    }
    case 'report.rated':
      return { ...report, rated: true };
    case 'report.reclassified': {
      const { kind, category, dueBy, priority = report.priority } = event.data;
      return { ...report, kind, category, dueBy, priority };
    }
    case 'report.relocated':
      return { ...report, priority: event.data.priority ?? report.priority };
    case 'report.note-added':
    case 'report.text-moderated':
      return report;
    case 'report.file-attached':
      return { ...report, attachments: [...report.attachments, event.data.attachment] };
    case 'report.prioritised':
      return { ...report, priority: event.data.priority };
    case 'report.deadline-changed':
    case 'report.deadline-recomputed':
      return { ...report, dueBy: event.data.dueBy };
    case 'report.deadline-reminded':
      return { ...report, remindedDeadlines: [...report.remindedDeadlines, event.data.dueBy] };
    case 'report.escalated':
      return { ...report, escalatedDeadlines: [...report.escalatedDeadlines, event.data.dueBy] };
    case 'report.visibility-set':
      return { ...report, visibility: event.data.visibility };
    case 'report.text-redacted':
      return { ...report, textRedacted: true };
    case 'report.reporter-erased':
      return { ...report, reporterErased: true, hasReporter: false };
    default:
      throw new Error(`No meaning for the event ${(event satisfies never as ReportEvent).type}`);
  }
}

/** A new department begins anew; while the reporter is being asked, that is where an answer leads. */
function afterAssignment(before: ReportState, data: ReportEventOf<'report.assigned'>['data']): ReportState {
  const { assignee: _former, ...report } = before;
  const { department, assignee, dueBy, firstTime, departmentChanged } = data;
  const inCharge = { ...report, department, dueBy, ...(assignee === undefined ? {} : { assignee }) };
  if (!firstTime && !departmentChanged) return inCharge;
  return report.waiting
    ? { ...inCharge, waiting: { ...report.waiting, returnTo: 'assigned' } }
    : { ...inCharge, status: 'assigned' };
}

function ended(before: ReportState, status: EndStatus, event: Recorded<ReportEvent>): ReportState {
  const { waiting: _over, ...report } = before;
  return { ...report, status, endedAt: event.metadata.occurredAt };
}
