import type { Actor, FoundReport } from '@sportello/contracts';
import { parseStreamName, readLog, type StoredEvent } from '@sportello/event-sourcing';
import { Refused } from '@sportello/messaging';
import type { OperationRun } from '@sportello/service-kit';
import type { Parts } from '../parts';
import type { ReadRecord } from '../personal-data/reads/read-record';
import type { Reading } from '../personal-data/reads/reading';
import { REPORT_STREAMS } from '../report-log';

type SearchParts = Pick<Parts, 'store' | 'blindIndex'> & { readonly reads: Pick<ReadRecord, 'write' | 'writeSearch'> };

/** Whom an operator looks for, and who that operator is. */
export interface Search {
  readonly contact: string;
  /** Ids of those to look in, also where nobody reported yet. */
  readonly municipalities: readonly string[];
  /** Ids of others, whose files are away, each of which must have a report in the log; or all that have. */
  readonly away: 'all' | readonly string[];
  readonly reader: Actor;
}

/**
 * Goes through the log for the submissions that bear this contact, and gives each as soon as it is found: one address may stand on every report
 * of a long log, when an office typed its own. The contact is known here as HMACs alone. Depends on no read model: what is to
 * be forgotten must be found whatever state those are in. In each municipality it is written down who looked, before they are told of a report
 * there, or that there is none. The work is refused in the end where the log has nothing of one that was named.
 */
export function contactSearch(
  { store, blindIndex, reads }: SearchParts,
  { contact, municipalities, away, reader }: Search,
): (run: OperationRun) => Promise<{ readonly reports: number }> {
  const reading: Reading = { reader, route: 'contact', what: ['reporter'] };
  return async ({ signal, progress, give }) => {
    const hmacs = new Map(municipalities.map((id) => [id, blindIndex.contact(id, contact)]));
    const nobodyIn = new Set(municipalities);
    const hmacIn = (id: string): string | undefined => {
      if (!hmacs.has(id) && (away === 'all' || away.includes(id))) {
        hmacs.set(id, blindIndex.contact(id, contact));
        nobodyIn.add(id);
      }
      return hmacs.get(id);
    };
    let [events, reports] = [0, 0];
    for await (const page of readLog(store, { filter: REPORT_STREAMS, signal })) {
      const submissions = page.events.filter((event) => bears(event, hmacIn));
      const found = submissions.map(({ stream }) => reportOf(stream));
      await reads.write(reading, found);
      for (const { municipalityId } of found) nobodyIn.delete(municipalityId);
      for (const submission of submissions) {
        signal.throwIfAborted();
        await give([await foundReport(store, submission)]);
        reports += 1;
      }
      progress((events += page.events.length));
    }
    const unknown = away === 'all' ? undefined : away.find((id) => !hmacs.has(id));
    if (unknown !== undefined) {
      const detail = `There is no municipality ${unknown}: none of that name is served, and the log has no report of one with that id`;
      throw new Refused({ code: 'UNKNOWN_MUNICIPALITY', detail });
    }
    await Promise.all([...nobodyIn].map((id) => reads.writeSearch(reading, id, [])));
    return { reports };
  };
}

function bears({ type, stream, data }: StoredEvent, hmacIn: (municipalityId: string) => string | undefined): boolean {
  if (type !== 'report.submitted') return false;
  const hmac = hmacIn(parseStreamName(stream).municipalityId);
  // The text is looked through: decoding every submission of a long log would take many times as long.
  return hmac !== undefined && data.includes(hmac);
}

function reportOf(stream: string): Pick<FoundReport, 'municipalityId' | 'code'> {
  const { municipalityId, id: code } = parseStreamName(stream);
  return { municipalityId, code };
}

/** Whether it was erased stands further on in its own stream, which is short. */
async function foundReport(store: Parts['store'], { stream, metadata }: StoredEvent): Promise<FoundReport> {
  const { occurredAt } = JSON.parse(metadata) as { readonly occurredAt: string };
  const erased = (await store.readStream(stream)).some(({ type }) => type === 'report.reporter-erased');
  return { ...reportOf(stream), submittedAt: occurredAt, erased };
}
