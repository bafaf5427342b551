import type { ExportedReport, ReportStatus } from '@sportello/contracts';
import { catalogueOf } from '../language/catalogues';
import { categoryLabel, departmentName, type Words } from '../reports/labelled';
import { csvLine, type Cell } from './csv';

type Column<Item> = readonly [name: string, cell: (item: Item, words: Words) => Cell];

const COLUMNS: readonly Column<ExportedReport>[] = [
  ['code', ({ code }) => code],
  ['type', ({ type }) => type],
  ['category', ({ category }) => category],
  ['categoryLabel', ({ category }, words) => categoryLabel(category, words)],
  ['status', ({ status }) => status],
  ['statusLabel', ({ status }, words) => statusLabel(status, words)],
  ['channel', ({ channel }) => channel],
  ['visibility', ({ visibility }) => visibility],
  ['department', ({ department }) => department],
  ['departmentName', ({ department }, words) => departmentName(department, words)],
  ['submittedAt', ({ submittedAt }) => submittedAt],
  ['assignedAt', ({ assignedAt }) => assignedAt],
  ['dueBy', ({ dueBy }) => dueBy],
  ['endedAt', ({ endedAt }) => endedAt],
  ['outcome', ({ outcome }) => outcome],
  ['lat', ({ lat }) => lat],
  ['lon', ({ lon }) => lon],
];

/** Reports as the office opens them in a spreadsheet. */
export function reportsCsv(pages: AsyncIterable<readonly ExportedReport[]>, words: Words): AsyncGenerator<string> {
  return csvOf(COLUMNS, pages, words);
}

/** A header, then a line for each; a page at a time. */
export async function* csvOf<Item>(
  columns: readonly Column<Item>[],
  pages: AsyncIterable<readonly Item[]>,
  words: Words,
): AsyncGenerator<string> {
  yield csvLine(columns.map(([name]) => name));
  for await (const items of pages)
    yield items.map((item) => csvLine(columns.map(([, cell]) => cell(item, words)))).join('');
}

export function statusLabel(status: ReportStatus, { language }: Words): string {
  return catalogueOf(language).statuses[status];
}
