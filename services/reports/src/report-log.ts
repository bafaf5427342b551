import { streamName, type EventStore, type Recorded, type StoredEvent } from '@sportello/event-sourcing';
import { reportEvents, type ReportEvent } from './domain/report';
import { withStorableMoments } from './storable-moments';

/** Streams of reports, and nothing else, begin so. */
export const REPORT_STREAMS = { streamPrefixes: ['report-'] } as const;

/** `report-{municipalityId}_{code}` */
export function reportStream(municipalityId: string, code: string): string {
  return streamName('report', municipalityId, code);
}

/** An event of a report, decoded, with times that everybody can read, with its place in the log. */
export interface ReportFact {
  readonly stored: StoredEvent;
  readonly event: Recorded<ReportEvent>;
}

/** @throws InvalidEvent for what no report's history holds */
export function decodeReport(stored: StoredEvent): ReportFact {
  return { stored, event: withStorableMoments(reportEvents.decode(stored)) };
}

/** Everything that ever happened to a report, in order; empty when there is no such report. */
export async function readReport(
  store: EventStore,
  municipalityId: string,
  code: string,
): Promise<readonly ReportFact[]> {
  const stored = await store.readStream(reportStream(municipalityId, code));
  return stored.map(decodeReport);
}
