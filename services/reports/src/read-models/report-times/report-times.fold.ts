import type { Channel, ReportType, Visibility } from '@sportello/contracts';
import type { Recorded } from '@sportello/event-sourcing';
import type { Coordinates, ReportEventOf, ReportOutcome } from '../../domain/report/events';
import { foldInOrder } from '../fold-in-order';
import { advance, isOpen, type LaterReportEvent, type ReportProgress } from '../report-progress';
import { cellOf } from './grid-cell';

/** What statistics count and exports list of one report; also the row of `report_times`. No text and no person. */
export interface ReportTimesRow extends Omit<ReportProgress, 'assignee'> {
  readonly municipalityId: string;
  readonly code: string;
  readonly revision: number;
  readonly kind: ReportType;
  readonly category: string;
  readonly channel: Channel;
  readonly visibility: Visibility;
  /** Whom it is counted for: the department in charge, before that the one that the category proposes. */
  readonly queue: string;
  readonly proposedDepartment: string;
  readonly lat: number | null;
  readonly lon: number | null;
  /** The square that the place lies in: all that leaves the Comune of it. */
  readonly cellRow: number | null;
  readonly cellColumn: number | null;
  readonly submittedAt: string;
  /** Of the first assignment; later ones move nothing. */
  readonly assignedAt: string | null;
  /** Of the last end; null while open, also after a reopening. */
  readonly endedAt: string | null;
  readonly outcome: ReportOutcome | null;
}

/** The row after one more event of the report. */
export const foldReportTimes = foldInOrder<ReportTimesRow>({
  submitted,
  later(row, event) {
    const next = withFacts(row, event);
    // Who works on it is nothing that is counted.
    const { status, returnTo, department, dueBy } = advance({ ...row, assignee: null }, event);
    const endedAt = isOpen(row.status) ? event.metadata.occurredAt : row.endedAt;
    return {
      ...next,
      status,
      returnTo,
      department,
      dueBy,
      queue: department ?? next.proposedDepartment,
      endedAt: isOpen(status) ? null : endedAt,
      outcome: status === 'resolved' ? next.outcome : null,
    };
  },
});

function submitted(
  { data, metadata }: Recorded<ReportEventOf<'report.submitted'>>,
  municipalityId: string,
): ReportTimesRow {
  const { code, kind, category, channel, visibility, proposedDepartment, dueBy, location } = data;
  return {
    municipalityId,
    code,
    revision: 0,
    kind,
    category,
    channel,
    visibility,
    status: 'submitted',
    returnTo: null,
    department: null,
    queue: proposedDepartment,
    proposedDepartment,
    dueBy,
    ...placeOf(location),
    submittedAt: metadata.occurredAt,
    assignedAt: null,
    endedAt: null,
    outcome: null,
  };
}

function placeOf(location: Coordinates | undefined): Pick<ReportTimesRow, 'lat' | 'lon' | 'cellRow' | 'cellColumn'> {
  return location === undefined
    ? { lat: null, lon: null, cellRow: null, cellColumn: null }
    : { lat: location.lat, lon: location.lon, ...cellOf(location) };
}

function withFacts(row: ReportTimesRow, event: LaterReportEvent): ReportTimesRow {
  switch (event.type) {
    case 'report.assigned':
      return { ...row, assignedAt: row.assignedAt ?? event.metadata.occurredAt };
    case 'report.resolved':
      return { ...row, outcome: event.data.outcome };
    case 'report.reclassified': {
      const { kind, category, proposedDepartment } = event.data;
      return { ...row, kind, category, proposedDepartment };
    }
    case 'report.relocated':
      return {
        ...row,
        ...placeOf(event.data.location),
        proposedDepartment: event.data.proposedDepartment ?? row.proposedDepartment,
      };
    case 'report.visibility-set':
      return { ...row, visibility: event.data.visibility };
    case 'report.work-started':
    case 'report.information-requested':
    case 'report.information-request-cancelled':
    case 'report.information-provided':
    case 'report.rejected':
    case 'report.withdrawn':
    case 'report.marked-duplicate':
    case 'report.reopened':
    case 'report.rated':
    case 'report.note-added':
    case 'report.file-attached':
    case 'report.prioritised':
    case 'report.deadline-changed':
    case 'report.deadline-recomputed':
    case 'report.deadline-reminded':
    case 'report.escalated':
    case 'report.text-moderated':
    case 'report.text-redacted':
    case 'report.reporter-erased':
      return row;
    default:
      return event satisfies never;
  }
}
