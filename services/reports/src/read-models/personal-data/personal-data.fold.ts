import { parseStreamName, type Recorded } from '@sportello/event-sourcing';
import type { ReportEvent } from '../../domain/report';
import type { ReportRow } from '../row-table';

/** What one report keeps of people, and since when it need not. */
export interface PersonalDataRow extends ReportRow {
  readonly submittedAt: string;
  /** When the office, or the reporter, was done with it; null while it is open. */
  readonly endedAt: string | null;
  readonly reporterErased: boolean;
  readonly textRedacted: boolean;
  /** By which who reported is found; none once they are erased. */
  readonly contactHmacs: readonly string[];
}

type EventType = ReportEvent['type'];
type Relevant = Extract<EventType, (typeof RELEVANT)[number]>;

/** Stored names of the events that change a row; all others pass by. */
export const RELEVANT = [
  'report.submitted',
  'report.resolved',
  'report.rejected',
  'report.withdrawn',
  'report.marked-duplicate',
  'report.reopened',
  'report.text-redacted',
  'report.reporter-erased',
] as const satisfies readonly EventType[];

/** The row after one more event that matters to it. @throws Error when there is no report to begin with */
export function foldPersonalData(
  row: PersonalDataRow | undefined,
  event: Recorded<ReportEvent>,
  { stream, revision }: { readonly stream: string; readonly revision: number },
): PersonalDataRow {
  if (event.type === 'report.submitted') {
    const { code, contactHmacs } = event.data;
    const { municipalityId } = parseStreamName(stream);
    const { occurredAt: submittedAt } = event.metadata;
    const nothingYet = { endedAt: null, reporterErased: false, textRedacted: false };
    return { municipalityId, code, revision, submittedAt, contactHmacs, ...nothingYet };
  }
  if (row === undefined) throw new Error(`${stream} has no submission before ${event.type}`);
  return { ...row, ...changed(event), revision };
}

function changed(event: Recorded<ReportEvent>): Partial<PersonalDataRow> {
  if (!isRelevant(event.type)) return {};
  switch (event.type) {
    case 'report.resolved':
    case 'report.rejected':
    case 'report.withdrawn':
    case 'report.marked-duplicate':
      return { endedAt: event.metadata.occurredAt };
    case 'report.reopened':
      return { endedAt: null };
    case 'report.text-redacted':
      return { textRedacted: true };
    case 'report.reporter-erased':
      return { reporterErased: true, contactHmacs: [] };
    case 'report.submitted':
      return {};
    default:
      return event.type satisfies never;
  }
}

export function isRelevant(type: string): type is Relevant {
  return RELEVANT.some((one) => one === type);
}
