import type { Channel, ReportStatus, ReportType, Visibility } from '@sportello/contracts';
import { parseStreamName, type Recorded } from '@sportello/event-sourcing';
import type { Coordinates, ReportEvent, ReportOutcome } from '../../domain/report/events';
import { advance, type LaterReportEvent, type ReportProgress } from '../report-progress';
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

const ENDED: Readonly<Record<ReportStatus, boolean>> = {
  submitted: false,
  assigned: false,
  in_progress: false,
  waiting_for_reporter: false,
  resolved: true,
  rejected: true,
  withdrawn: true,
  duplicate: true,
};

/** The row after one more event of the report. @throws Error when the event is not the next of its stream */
export function foldReportTimes(
  row: ReportTimesRow | undefined,
  event: Recorded<ReportEvent>,
  place: { readonly stream: string; readonly revision: number },
): ReportTimesRow {
  const expected = row === undefined ? 0 : row.revision + 1;
  if (place.revision !== expected)
    throw new Error(`Revision ${place.revision} of ${place.stream} where ${expected} was next`);
  if (event.type === 'report.submitted') return submitted(event.data, event.metadata.occurredAt, place.stream);
  if (row === undefined) throw new Error(`${place.stream} begins with ${event.type}`);
  const next = withFacts(row, event);
  // Who works on it is nothing that is counted.
  const { status, returnTo, department, dueBy } = advance({ ...row, assignee: null }, event);
  const endedAt = ENDED[row.status] ? row.endedAt : event.metadata.occurredAt;
  return {
    ...next,
    revision: place.revision,
    status,
    returnTo,
    department,
    dueBy,
    queue: department ?? next.proposedDepartment,
    endedAt: ENDED[status] ? endedAt : null,
    outcome: status === 'resolved' ? next.outcome : null,
  };
}

function submitted(
  data: Extract<ReportEvent, { readonly type: 'report.submitted' }>['data'],
  submittedAt: string,
  stream: string,
): ReportTimesRow {
  const { code, kind, category, channel, visibility, proposedDepartment, dueBy, location } = data;
  return {
    municipalityId: parseStreamName(stream).municipalityId,
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
    submittedAt,
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
      return { ...row, ...placeOf(event.data.location) };
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
