import type { FoundReport } from '@sportello/contracts';
import { parseStreamName, readLog, type StoredEvent } from '@sportello/event-sourcing';
import type { OperationRun } from '@sportello/service-kit';
import type { Parts } from '../parts';
import { REPORT_STREAMS } from '../report-log';

/**
 * Goes through the log for the submissions that bear this contact. The contact is known here as HMACs alone. No read model holds these: who
 * reads tables shall not learn which reports are of one person.
 */
export function contactSearch(
  { store, blindIndex }: Pick<Parts, 'store' | 'blindIndex'>,
  contact: string,
  municipalities: readonly string[],
): (run: OperationRun) => Promise<{ readonly reports: number }> {
  const hmacs = new Map(municipalities.map((id) => [id, blindIndex.contact(id, contact)]));
  return async ({ signal, progress, give }) => {
    const found = new Map<string, FoundReport>();
    let events = 0;
    for await (const page of readLog(store, { filter: REPORT_STREAMS, signal })) {
      for (const event of page.events) note(event, hmacs, found);
      progress((events += page.events.length));
    }
    await give([...found.values()]);
    return { reports: found.size };
  };
}

function note(stored: StoredEvent, hmacs: ReadonlyMap<string, string>, found: Map<string, FoundReport>): void {
  if (stored.type === 'report.reporter-erased') {
    const report = found.get(stored.stream);
    if (report) found.set(stored.stream, { ...report, erased: true });
    return;
  }
  if (stored.type !== 'report.submitted') return;
  const { municipalityId, id: code } = parseStreamName(stored.stream);
  const hmac = hmacs.get(municipalityId);
  // The text is looked through first: decoding every submission of a long log would take many times as long.
  if (hmac === undefined || !stored.data.includes(hmac)) return;
  const { occurredAt } = JSON.parse(stored.metadata) as { readonly occurredAt: string };
  found.set(stored.stream, { municipalityId, code, submittedAt: occurredAt, erased: false });
}
