import type { HistoryEntry } from '@sportello/contracts';
import type { OpenedText } from '../../personal-data/sealed-texts';
import type { ReportFact } from '../../report-log';

/** What a reply may weigh, in bytes of JSON: below the limit of the bus, with room for the envelope. */
const MAX_BYTES = 400 * 1024;

/** What an event holds for machines, or about the person: none of it is for reading. */
const NOT_FOR_READING = new Set(['sealedText', 'sealedReporter', 'contactHmacs', 'searchTokens', 'code']);

/** Every event of a report, readable; the oldest are left out when one reply cannot hold them all. */
export function historyView(
  facts: readonly ReportFact[],
  opened: readonly (OpenedText | undefined)[],
): readonly HistoryEntry[] {
  const entries = facts.map((fact, index) => entryOf(fact, opened[index]));
  let bytes = 0;
  const fitting = entries
    .toReversed()
    .filter((entry) => (bytes += Buffer.byteLength(JSON.stringify(entry))) <= MAX_BYTES);
  return fitting.reverse();
}

function entryOf({ stored, event }: ReportFact, text: OpenedText | undefined): HistoryEntry {
  const facts = Object.entries(event.data).filter(([field]) => !NOT_FOR_READING.has(field));
  const sealed = 'sealedText' in event.data && event.data.sealedText !== undefined;
  const { actor, occurredAt, recordedAt } = event.metadata;
  return {
    revision: stored.revision,
    type: event.type,
    at: occurredAt,
    recordedAt,
    actor: { kind: actor.kind, ...(actor.id === undefined ? {} : { id: actor.id }) },
    data: { ...Object.fromEntries(facts), ...(sealed ? (text ?? { redacted: true }) : {}) },
  };
}
