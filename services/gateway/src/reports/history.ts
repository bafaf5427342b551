import { MAX_PAGE_SIZE, type HistoryEntry, type Language, type Paging } from '@sportello/contracts';
import { catalogueOf } from '../language/catalogues';
import type { HistoryItem, HistoryList } from './report-answers.dto';

/** One page of a report's events, in order, with a label for people and the names of the staff. */
export function readableHistory(
  entries: readonly HistoryEntry[],
  { page = 1, pageSize = MAX_PAGE_SIZE }: Paging,
  reader: { readonly names: ReadonlyMap<string, string>; readonly language: Language },
): HistoryList {
  const items = entries
    .slice((page - 1) * pageSize, page * pageSize)
    .map((entry) => readable(entry, reader.names, reader.language));
  return { items, page, pageSize, total: entries.length };
}

function readable(entry: HistoryEntry, names: ReadonlyMap<string, string>, language: Language): HistoryItem {
  const { revision, type, at, recordedAt, actor, data } = entry;
  const name = actor.id === undefined ? undefined : names.get(actor.id);
  const label = catalogueOf(language).events[type] ?? type;
  return { revision, type, label, at, recordedAt, actor: { ...actor, ...(name === undefined ? {} : { name }) }, data };
}
