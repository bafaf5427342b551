import { setMaxListeners } from 'node:events';
import {
  parseStreamName,
  readLog,
  type CallOptions,
  type EventStore,
  type StoredEvent,
} from '@sportello/event-sourcing';
import type { ReportEventOf } from '../domain/report';
import { decodeReport, REPORT_STREAMS, reportStream } from '../report-log';

/** A report as it came in, whatever became of it since. */
export interface Submission {
  /** ISO 8601. */
  readonly submittedAt: string;
  readonly data: ReportEventOf<'report.submitted'>['data'];
}

/** The stretch of time in which reports were submitted: from `from` up to before `to`; ISO 8601. */
export interface TrialWindow {
  readonly from: string;
  readonly to: string;
}

/** Those of a page of the log, and how many events that page had. */
export interface SubmissionsPage {
  readonly found: readonly Submission[];
  readonly events: number;
}

/** Goes through the whole log, however long it is. */
export async function* submissionsInLog(
  store: EventStore,
  municipalityId: string,
  window: TrialWindow,
  options: CallOptions,
): AsyncGenerator<SubmissionsPage> {
  for await (const { events } of readLog(store, { filter: REPORT_STREAMS, ...options }))
    yield { found: events.flatMap((event) => submissionIn(event, municipalityId, window)), events: events.length };
}

/** The streams that are read at once. */
const AT_ONCE = 20;

/** Reads the first event of each of these reports alone. */
export async function* submissionsOf(
  store: Pick<EventStore, 'readStream'>,
  municipalityId: string,
  codes: readonly string[],
  { signal }: { readonly signal: AbortSignal },
): AsyncGenerator<readonly Submission[]> {
  // Each of them listens, where Node warns of more than ten.
  setMaxListeners(AT_ONCE, signal);
  for (let done = 0; done < codes.length; done += AT_ONCE) {
    const streams = codes.slice(done, done + AT_ONCE).map((code) => reportStream(municipalityId, code));
    const first = await Promise.all(streams.map((stream) => store.readStream(stream, { limit: 1, signal })));
    signal.throwIfAborted();
    yield first.flat().flatMap(submissionOf);
  }
}

function submissionIn(stored: StoredEvent, municipalityId: string, { from, to }: TrialWindow): readonly Submission[] {
  if (stored.type !== 'report.submitted' || parseStreamName(stored.stream).municipalityId !== municipalityId) return [];
  return submissionOf(stored).filter(
    ({ submittedAt }) => Date.parse(submittedAt) >= Date.parse(from) && Date.parse(submittedAt) < Date.parse(to),
  );
}

function submissionOf(stored: StoredEvent): readonly Submission[] {
  const { event } = decodeReport(stored);
  return event.type === 'report.submitted' ? [{ submittedAt: event.metadata.occurredAt, data: event.data }] : [];
}
