import type { EventMetadata, Recorded } from '@sportello/event-sourcing';
import { reportEvents, type ReportEvent, type ReportEventOf } from '../domain/report';
import { decodeReport, reportStream, type ReportFact } from '../report-log';

/** A code that is one. */
export const CODE = '0123456789Z';
export const STREAM = reportStream('borgo-prova', CODE);

/** Noon of a day of March 2026. */
export function march(day: number): string {
  return `2026-03-${String(day).padStart(2, '0')}T12:00:00.000Z`;
}

export const submittedData: ReportEventOf<'report.submitted'>['data'] = {
  code: CODE,
  kind: 'issue',
  category: 'potholes',
  channel: 'web',
  visibility: 'public',
  proposedDepartment: 'roads',
  dueBy: march(16),
  rulesVersion: 'rules-1',
  location: { lat: 41.5, lon: 13.5 },
  language: 'it',
  sealedText: 'sealed-submission',
  sealedReporter: 'sealed-reporter',
  contactHmacs: ['hmac'],
  searchTokens: ['token'],
  attachments: [],
};

export const submitted: ReportEvent = { type: 'report.submitted', data: submittedData };

export function assigned(more: Partial<ReportEventOf<'report.assigned'>['data']> = {}): ReportEvent {
  return {
    type: 'report.assigned',
    data: { department: 'roads', dueBy: march(16), firstTime: true, departmentChanged: true, ...more },
  };
}

/** The events of one report, stored one a day from the first of March on. */
export function facts(...events: readonly ReportEvent[]): readonly ReportFact[] {
  return events.map((event, revision) => factAt(event, revision, march(revision + 1)));
}

/** One event at its place in the log. */
export function factAt(event: ReportEvent, revision: number, occurredAt: string): ReportFact {
  const metadata: Omit<EventMetadata, 'schemaVersion'> = {
    municipalityId: 'borgo-prova',
    commandId: `command-${revision}`,
    correlationId: 'correlation',
    causationId: 'causation',
    actor: { kind: 'staff', id: 'urp' },
    occurredAt,
    recordedAt: occurredAt,
  };
  const eventId = `00000000-0000-5000-8000-${String(revision).padStart(12, '0')}`;
  const stored = {
    ...reportEvents.encode(eventId, event, metadata),
    stream: STREAM,
    revision,
    position: String(revision + 1),
  };
  return decodeReport(stored);
}

/** Folds facts into a row. */
export function folded<Row>(
  fold: (row: Row | undefined, event: Recorded<ReportEvent>, place: ReportFact['stored']) => Row,
  all: readonly ReportFact[],
): Row {
  const row = all.reduce<Row | undefined>((before, { event, stored }) => fold(before, event, stored), undefined);
  if (row === undefined) throw new Error('Nothing to fold');
  return row;
}
