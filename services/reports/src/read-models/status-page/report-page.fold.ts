import type { Channel, Outcome, ReportStatus, ReportType, TimelineStepKind, Visibility } from '@sportello/contracts';
import type { Recorded } from '@sportello/event-sourcing';
import type { ReportEventOf } from '../../domain/report/events';
import { foldInOrder } from '../fold-in-order';
import { advance, type LaterReportEvent, type ReportProgress } from '../report-progress';

/** A dated step as the row keeps it: its text is a ciphertext. Times are ISO 8601 in UTC. */
export interface SealedStep {
  /** Of the event that it tells. */
  readonly revision: number;
  readonly at: string;
  readonly status: ReportStatus;
  readonly step: TimelineStepKind;
  readonly department?: string;
  readonly outcome?: Outcome;
  readonly sealedText?: string;
  /** The office chose other words for the public than those that were written. */
  readonly moderated?: true;
  /** Nothing but a note, of the office for the office: nobody else sees that there was one. */
  readonly internal?: true;
}

/** A file of the report, by its id. */
export interface ListedFile {
  readonly id: string;
  /** It came after the submission: office and reporter show it to each other, nobody else sees it. */
  readonly later?: true;
}

/** What the public list shows of a report, as it stood from `at` on: the list of another day is made from these. */
export interface ListedFacts {
  readonly at: string;
  readonly kind: ReportType;
  readonly category: string;
  readonly status: ReportStatus;
  readonly department: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly relocated: boolean;
  readonly sealedAddress: string | null;
}

/** One report as its page shows it, whoever asks; also the row of `status_page`. Texts are ciphertexts. */
export interface ReportPageRow extends ReportProgress {
  readonly municipalityId: string;
  readonly code: string;
  readonly revision: number;
  readonly kind: ReportType;
  readonly category: string;
  readonly channel: Channel;
  readonly visibility: Visibility;
  readonly proposedDepartment: string;
  readonly submittedAt: string;
  readonly assignedAt: string | null;
  readonly startedAt: string | null;
  readonly resolvedAt: string | null;
  readonly outcome: Outcome | null;
  readonly rating: number | null;
  readonly duplicateOf: string | null;
  readonly redacted: boolean;
  readonly lat: number | null;
  readonly lon: number | null;
  /** Subject, description, address and answers, in the words that the public reads; null once redacted. */
  readonly sealedText: string | null;
  /** `sealedText` holds the wording for the public, not the submission's own. */
  readonly moderated: boolean;
  /** The place was corrected: its address stands in `sealedAddress` or nowhere, no longer in `sealedText`. */
  readonly relocated: boolean;
  readonly sealedAddress: string | null;
  readonly searchTokens: readonly string[];
  readonly attachments: readonly ListedFile[];
  /** The key of the files is gone. */
  readonly filesErased: boolean;
  readonly timeline: readonly SealedStep[];
  readonly past: readonly ListedFacts[];
}

/** The page after one more event of the report. */
export const foldReportPage = foldInOrder<ReportPageRow>({
  submitted: (event, municipalityId) => withFacts(submitted(event, municipalityId), event.metadata.occurredAt),
  later: (row, event, revision) => withFacts(withStep(row, event, revision), event.metadata.occurredAt),
});

function submitted(
  { data, metadata }: Recorded<ReportEventOf<'report.submitted'>>,
  municipalityId: string,
): ReportPageRow {
  const at = metadata.occurredAt;
  return {
    municipalityId,
    code: data.code,
    revision: 0,
    kind: data.kind,
    category: data.category,
    channel: data.channel,
    visibility: data.visibility,
    status: 'submitted',
    returnTo: null,
    department: null,
    assignee: null,
    proposedDepartment: data.proposedDepartment,
    dueBy: data.dueBy,
    submittedAt: at,
    assignedAt: null,
    startedAt: null,
    resolvedAt: null,
    outcome: null,
    rating: null,
    duplicateOf: null,
    redacted: false,
    lat: data.location?.lat ?? null,
    lon: data.location?.lon ?? null,
    sealedText: data.sealedText,
    moderated: false,
    relocated: false,
    sealedAddress: null,
    searchTokens: data.searchTokens,
    attachments: data.attachments.map((id) => ({ id })),
    filesErased: false,
    timeline: [{ revision: 0, at, status: 'submitted', step: 'submitted' }],
    past: [],
  };
}

function withStep(before: ReportPageRow, event: LaterReportEvent, revision: number): ReportPageRow {
  const row = advance(before, event);
  const at = event.metadata.occurredAt;
  const step = (
    kind: TimelineStepKind,
    more: Pick<SealedStep, 'department' | 'outcome' | 'internal'> = {},
  ): readonly SealedStep[] => [
    ...row.timeline,
    { revision, at, status: row.status, step: kind, ...more, ...textOf(event) },
  ];
  switch (event.type) {
    case 'report.assigned': {
      const { department, firstTime, departmentChanged, sealedText } = event.data;
      const moved = firstTime || departmentChanged;
      const timeline =
        moved || sealedText !== undefined
          ? step('assigned', { department, ...(moved ? {} : { internal: true }) })
          : row.timeline;
      return { ...row, assignedAt: row.assignedAt ?? at, timeline };
    }
    case 'report.work-started':
      return { ...row, startedAt: at, timeline: step('started') };
    case 'report.information-requested':
      return { ...row, timeline: step('information_requested') };
    case 'report.information-request-cancelled':
      return { ...row, timeline: step('information_request_cancelled') };
    case 'report.information-provided':
      return { ...row, timeline: step('information_provided') };
    case 'report.resolved': {
      const { outcome } = event.data;
      return { ...row, resolvedAt: at, outcome, timeline: step('resolved', { outcome }) };
    }
    case 'report.rejected':
      return { ...row, timeline: step('rejected') };
    case 'report.withdrawn':
      return { ...row, timeline: step('withdrawn') };
    case 'report.marked-duplicate':
      return { ...row, duplicateOf: event.data.of, timeline: step('marked_duplicate') };
    case 'report.reopened':
      return { ...row, resolvedAt: null, outcome: null, rating: null, duplicateOf: null, timeline: step('reopened') };
    case 'report.rated':
      return { ...row, rating: event.data.rating };
    case 'report.reclassified': {
      const { kind, category, proposedDepartment } = event.data;
      return { ...row, kind, category, proposedDepartment };
    }
    case 'report.relocated':
      return atNewPlace(row, event.data);
    case 'report.note-added':
      return event.data.public ? { ...row, timeline: step('note_added') } : row;
    case 'report.visibility-set':
      return { ...row, visibility: event.data.visibility };
    case 'report.text-moderated':
      return reworded(row, event.data);
    case 'report.text-redacted':
      return withoutText(row);
    case 'report.reporter-erased':
      return withoutFiles(row);
    case 'report.file-attached':
      return { ...row, attachments: [...row.attachments, { id: event.data.attachment, later: true }] };
    case 'report.prioritised':
    case 'report.deadline-changed':
    case 'report.deadline-recomputed':
    case 'report.deadline-reminded':
    case 'report.escalated':
      return row;
    default:
      return event satisfies never;
  }
}

function textOf(event: LaterReportEvent): Pick<SealedStep, 'sealedText'> {
  return 'sealedText' in event.data && event.data.sealedText !== undefined ? { sealedText: event.data.sealedText } : {};
}

function atNewPlace(
  row: ReportPageRow,
  { location, sealedText, proposedDepartment }: ReportEventOf<'report.relocated'>['data'],
): ReportPageRow {
  return {
    ...row,
    proposedDepartment: proposedDepartment ?? row.proposedDepartment,
    lat: location?.lat ?? null,
    lon: location?.lon ?? null,
    relocated: true,
    sealedAddress: sealedText ?? null,
  };
}

/** The wording is whole: it stands where the text stood, and is found by its own words. */
function reworded(
  row: ReportPageRow,
  { revision, restored, sealedText, searchTokens }: ReportEventOf<'report.text-moderated'>['data'],
): ReportPageRow {
  if (revision === 0) {
    const found = searchTokens === undefined ? {} : { searchTokens };
    return { ...row, sealedText: sealedText ?? null, moderated: !restored, ...found };
  }
  return {
    ...row,
    timeline: row.timeline.map((step) => {
      if (step.revision !== revision) return step;
      const { moderated: _before, ...told } = { ...step, ...(sealedText === undefined ? {} : { sealedText }) };
      return restored ? told : { ...told, moderated: true };
    }),
  };
}

/** The ciphertexts and the search index go as well: with the key gone they would only be remains. */
export function withoutText(row: ReportPageRow): ReportPageRow {
  return {
    ...withoutFiles(row),
    redacted: true,
    sealedText: null,
    sealedAddress: null,
    searchTokens: [],
    timeline: row.timeline.map(({ sealedText: _gone, ...step }) => step),
    past: row.past.map((facts) => ({ ...facts, sealedAddress: null })),
  };
}

/** A file may show who sent it as well as what was redacted. */
export function withoutFiles(row: ReportPageRow): ReportPageRow {
  return { ...row, attachments: [], filesErased: true };
}

const LISTED = ['kind', 'category', 'status', 'department', 'lat', 'lon', 'relocated', 'sealedAddress'] as const;

function withFacts(row: ReportPageRow, at: string): ReportPageRow {
  const last = row.past.at(-1);
  if (last !== undefined && LISTED.every((field) => last[field] === row[field])) return row;
  const { kind, category, status, department, lat, lon, relocated, sealedAddress } = row;
  return {
    ...row,
    past: [...row.past, { at, kind, category, status, department, lat, lon, relocated, sealedAddress }],
  };
}
