import type { Channel, Priority, ReportStatus, ReportType, Visibility } from '@sportello/contracts';
import type { Recorded } from '@sportello/event-sourcing';
import type { ReportEventOf } from '../../domain/report/events';
import { foldInOrder } from '../fold-in-order';
import { advance, isOpen, type LaterReportEvent, type ReportProgress } from '../report-progress';

/** One report as those who work on it see it in their list; also the row of `work_queue`. Texts are ciphertexts. */
export interface WorkQueueRow extends ReportProgress {
  readonly municipalityId: string;
  readonly code: string;
  readonly revision: number;
  readonly kind: ReportType;
  readonly category: string;
  readonly channel: Channel;
  readonly visibility: Visibility;
  readonly priority: Priority;
  /** 0 is the most urgent: what the priority sorts by. */
  readonly urgency: number;
  /** Who is to do something next: `TURN`. */
  readonly turn: number;
  /** In whose list it stands: the department in charge, before that the one that the category proposes. */
  readonly queue: string;
  readonly proposedDepartment: string;
  readonly submittedAt: string;
  /** Of the municipality's rules that made the deadline. */
  readonly rulesVersion: string;
  /** Deadlines that people were reminded of, and that passed and were told: each once. ISO 8601, UTC. */
  readonly remindedDeadlines: readonly string[];
  readonly escalatedDeadlines: readonly string[];
  readonly open: boolean;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly sealedText: string | null;
  /** As in the status page: once corrected, the address stands in `sealedAddress` or nowhere. */
  readonly relocated: boolean;
  readonly sealedAddress: string | null;
  readonly searchTokens: readonly string[];
}

/** Whose turn it is: the office's, while the clock runs; the reporter's, while it stands still; nobody's, once the report is closed. */
export const TURN = { office: 0, reporter: 1, nobody: 2 } as const;

function turnOf(status: ReportStatus): number {
  if (!isOpen(status)) return TURN.nobody;
  return status === 'waiting_for_reporter' ? TURN.reporter : TURN.office;
}

const URGENCY: Readonly<Record<Priority, number>> = { urgent: 0, high: 1, normal: 2, low: 3 };

/** The line after one more event of the report. */
export const foldWorkQueue = foldInOrder<WorkQueueRow>({
  submitted,
  later(row, event) {
    const next = withDetails(advance(row, event), event);
    return {
      ...next,
      queue: next.department ?? next.proposedDepartment,
      urgency: URGENCY[next.priority],
      turn: turnOf(next.status),
      open: isOpen(next.status),
    };
  },
});

function submitted(
  { data, metadata }: Recorded<ReportEventOf<'report.submitted'>>,
  municipalityId: string,
): WorkQueueRow {
  const { code, kind, category, channel, visibility, proposedDepartment, dueBy, rulesVersion, location } = data;
  const { priority = 'normal' } = data;
  return {
    municipalityId,
    code,
    revision: 0,
    kind,
    category,
    channel,
    visibility,
    priority,
    urgency: URGENCY[priority],
    turn: TURN.office,
    status: 'submitted',
    returnTo: null,
    department: null,
    assignee: null,
    queue: proposedDepartment,
    proposedDepartment,
    submittedAt: metadata.occurredAt,
    dueBy,
    rulesVersion,
    remindedDeadlines: [],
    escalatedDeadlines: [],
    open: true,
    lat: location?.lat ?? null,
    lon: location?.lon ?? null,
    sealedText: data.sealedText,
    relocated: false,
    sealedAddress: null,
    searchTokens: data.searchTokens,
  };
}

function withDetails(row: WorkQueueRow, event: LaterReportEvent): WorkQueueRow {
  switch (event.type) {
    case 'report.reclassified': {
      const { kind, category, proposedDepartment, rulesVersion, priority = row.priority } = event.data;
      return { ...row, kind, category, proposedDepartment, rulesVersion, priority };
    }
    case 'report.relocated': {
      const { location, sealedText, proposedDepartment = row.proposedDepartment, priority = row.priority } = event.data;
      return {
        ...row,
        proposedDepartment,
        priority,
        lat: location?.lat ?? null,
        lon: location?.lon ?? null,
        relocated: true,
        sealedAddress: sealedText ?? null,
      };
    }
    case 'report.prioritised':
      return { ...row, priority: event.data.priority };
    case 'report.deadline-recomputed':
      return { ...row, rulesVersion: event.data.rulesVersion };
    case 'report.deadline-reminded':
      return { ...row, remindedDeadlines: [...row.remindedDeadlines, event.data.dueBy] };
    case 'report.escalated':
      return { ...row, escalatedDeadlines: [...row.escalatedDeadlines, event.data.dueBy] };
    case 'report.visibility-set':
      return { ...row, visibility: event.data.visibility };
    case 'report.text-redacted':
      return { ...row, sealedText: null, sealedAddress: null, searchTokens: [] };
    case 'report.assigned':
    case 'report.work-started':
    case 'report.information-requested':
    case 'report.information-request-cancelled':
    case 'report.information-provided':
    case 'report.resolved':
    case 'report.rejected':
    case 'report.withdrawn':
    case 'report.marked-duplicate':
    case 'report.reopened':
    case 'report.rated':
    case 'report.note-added':
    case 'report.file-attached':
    case 'report.deadline-changed':
    case 'report.text-moderated':
    case 'report.reporter-erased':
      return row;
    default:
      return event satisfies never;
  }
}
