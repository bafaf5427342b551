import type { FoundReport } from '@sportello/contracts';
import { parseStreamName, readLog, type StoredEvent } from '@sportello/event-sourcing';
import type { OperationRun } from '@sportello/service-kit';
import type { Parts } from '../parts';
import { REPORT_STREAMS } from '../report-log';

/**
 * Goes through the log for the submissions that bear this contact, and gives each as soon as it is found: one address may stand on every report
 * of a long log, when an office typed its own. The contact is known here as HMACs alone. Depends on no read model: what is to
 * be forgotten must be found whatever state those are in.
 */
export function contactSearch(
  { store, blindIndex }: Pick<Parts, 'store' | 'blindIndex'>,
  contact: string,
  municipalities: readonly string[],
): (run: OperationRun) => Promise<{ readonly reports: number }> {
  const hmacs = new Map(municipalities.map((id) => [id, blindIndex.contact(id, contact)]));
  return async ({ signal, progress, give }) => {
    let [events, reports] = [0, 0];
    for await (const page of readLog(store, { filter: REPORT_STREAMS, signal })) {
      for (const submission of page.events.filter((event) => bears(event, hmacs))) {
        signal.throwIfAborted();
        await give([await foundReport(store, submission)]);
        reports += 1;
      }
      progress((events += page.events.length));
    }
    return { reports };
  };
}

function bears({ type, stream, data }: StoredEvent, hmacs: ReadonlyMap<string, string>): boolean {
  if (type !== 'report.submitted') return false;
  const hmac = hmacs.get(parseStreamName(stream).municipalityId);
  // The text is looked through: decoding every submission of a long log would take many times as long.
  return hmac !== undefined && data.includes(hmac);
}

/** Whether it was erased stands further on in its own stream, which is short. */
async function foundReport(store: Parts['store'], { stream, metadata }: StoredEvent): Promise<FoundReport> {
  const { municipalityId, id: code } = parseStreamName(stream);
  const { occurredAt } = JSON.parse(metadata) as { readonly occurredAt: string };
  const erased = (await store.readStream(stream)).some(({ type }) => type === 'report.reporter-erased');
  return { municipalityId, code, submittedAt: occurredAt, erased };
}
