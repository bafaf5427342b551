import type { ReportPage, TimelineStep, TimelineStepKind } from '@sportello/contracts';
import { isAmongOffices, type Written } from '../../domain/report';
import { textField, type OpenedText, type SealedText } from '../../personal-data/sealed-texts';
import { given, textAndPlace } from '../sealed-view';
import type { ReportPageRow, SealedStep } from './report-page.fold';

/** How much of a page someone sees: everything, all but what offices write to each other, what is for all, or only where the report stands. */
export type Sight = 'staff' | 'reporter' | 'public' | 'progress';

/** What each step tells. Of notes only the public ones are steps. */
const TOLD: Readonly<Record<TimelineStepKind, Written>> = {
  submitted: { type: 'report.submitted' },
  assigned: { type: 'report.assigned' },
  started: { type: 'report.work-started' },
  information_requested: { type: 'report.information-requested' },
  information_request_cancelled: { type: 'report.information-request-cancelled' },
  information_provided: { type: 'report.information-provided' },
  resolved: { type: 'report.resolved' },
  rejected: { type: 'report.rejected' },
  withdrawn: { type: 'report.withdrawn' },
  marked_duplicate: { type: 'report.marked-duplicate' },
  reopened: { type: 'report.reopened' },
  note_added: { type: 'report.note-added', data: { public: true } },
};

/** What the office and the reporter say to each other is nobody else's business, whatever the report's visibility. */
const BETWEEN_US = new Set<TimelineStepKind>([
  'information_requested',
  'information_provided',
  'withdrawn',
  'reopened',
]);

/** The texts of a page, in the order that `pageView` takes them: submission, corrected address, then one per step that is seen. */
export function textsOf(row: ReportPageRow, sight: Sight): readonly SealedText[] {
  const { municipalityId, code } = row;
  if (sight === 'progress' || row.redacted) return [];
  const steps = stepsFor(row, sight).map(({ step, sealedText }) => (mayRead(step, sight) ? sealedText : undefined));
  return [row.sealedText, row.sealedAddress, ...steps].map((sealed) => ({ municipalityId, code, sealed }));
}

function mayRead(step: TimelineStepKind, sight: Sight): boolean {
  if (sight === 'staff') return true;
  return !isAmongOffices(TOLD[step]) && (sight === 'reporter' || !BETWEEN_US.has(step));
}

function stepsFor({ timeline }: ReportPageRow, sight: Sight): readonly SealedStep[] {
  return sight === 'staff' ? timeline : timeline.filter(({ internal }) => internal !== true);
}

/** The files of a page that are seen, by their ids. */
export function filesFor({ attachments, filesErased }: ReportPageRow, sight: Sight): readonly string[] {
  if (sight === 'progress' || filesErased) return [];
  return attachments.filter(({ later }) => sight !== 'public' || later !== true).map(({ id }) => id);
}

/** The page as the bus carries it. Absent is absent, never null. */
export function pageView(row: ReportPageRow, sight: Sight, opened: readonly (OpenedText | undefined)[]): ReportPage {
  const [submission, correction, ...notes] = opened;
  return {
    code: row.code,
    type: row.kind,
    category: row.category,
    status: row.status,
    channel: row.channel,
    visibility: row.visibility,
    submittedAt: row.submittedAt,
    dueBy: row.dueBy,
    ...given({
      assignedAt: row.assignedAt,
      startedAt: row.startedAt,
      resolvedAt: row.resolvedAt,
      department: row.department,
      outcome: row.outcome,
      duplicateOf: row.duplicateOf,
      rating: sight === 'staff' || sight === 'reporter' ? row.rating : null,
      ...(sight === 'progress' ? {} : textAndPlace(row, submission, correction)),
    }),
    attachments: filesFor(row, sight),
    ...given({ moderated: row.moderated && sight !== 'progress' ? true : null }),
    redacted: row.redacted || (sight !== 'progress' && submission === undefined),
    timeline: stepsFor(row, sight).map((step, index) => stepView(step, notes[index], sight)),
    revision: row.revision,
  };
}

function stepView(sealed: SealedStep, opened: OpenedText | undefined, sight: Sight): TimelineStep {
  const { at, status, step, department, outcome } = sealed;
  const moderated = sealed.moderated === true && sight !== 'progress' && mayRead(step, sight) ? true : null;
  return { status, step, at, ...given({ note: textField(opened, 'text'), moderated, department, outcome }) };
}
