import type { OpenReport } from '@sportello/contracts';
import type { Cell } from '../exports/csv';
import { csvOf, statusLabel } from '../exports/reports-csv';
import { categoryLabel, departmentName, type Words } from '../reports/labelled';

type Column = readonly [name: string, cell: (item: OpenReport, words: Words) => Cell];

/** What everybody may have of a report, in both formats alike. */
const PROPERTIES: readonly Column[] = [
  ['type', ({ type }) => type],
  ['category', ({ category }) => category],
  ['categoryLabel', ({ category }, words) => categoryLabel(category, words)],
  ['status', ({ status }) => status],
  ['statusLabel', ({ status }, words) => statusLabel(status, words)],
  ['department', ({ department }) => department],
  ['departmentName', ({ department }, words) => departmentName(department, words)],
  ['submittedOn', ({ submittedOn }) => submittedOn],
  ['assignedOn', ({ assignedOn }) => assignedOn],
  ['endedOn', ({ endedOn }) => endedOn],
  ['outcome', ({ outcome }) => outcome],
];

const COLUMNS: readonly Column[] = [...PROPERTIES, ['squareLat', ({ lat }) => lat], ['squareLon', ({ lon }) => lon]];

export function openCsv(pages: AsyncIterable<readonly OpenReport[]>, words: Words): AsyncGenerator<string> {
  return csvOf(COLUMNS, pages, words);
}

/** RFC 7946: a report whose square is not told is a feature without geometry. @param licence address of it */
export async function* openGeoJson(
  pages: AsyncIterable<readonly OpenReport[]>,
  words: Words,
  licence: string,
): AsyncGenerator<string> {
  yield `{"type":"FeatureCollection","license":${JSON.stringify(licence)},"features":[`;
  let separator = '';
  for await (const items of pages) {
    if (items.length === 0) continue;
    yield separator + items.map((item) => JSON.stringify(featureOf(item, words))).join(',');
    separator = ',';
  }
  yield ']}';
}

function featureOf(report: OpenReport, words: Words): object {
  const { lat, lon } = report;
  return {
    type: 'Feature',
    geometry: lat === undefined || lon === undefined ? null : { type: 'Point', coordinates: [lon, lat] },
    properties: Object.fromEntries(PROPERTIES.map(([name, cell]) => [name, cell(report, words)])),
  };
}
