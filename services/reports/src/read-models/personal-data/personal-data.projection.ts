import { defineProjection, type Projection } from '@sportello/event-sourcing';
import { REPORT_STREAMS } from '../../report-log';
import { createIndexes, type Index } from '../create-indexes';
import { RowTable } from '../row-table';
import { foldPersonalData, isRelevant, type PersonalDataRow } from './personal-data.fold';

/** The rows of `personal_data`. */
const personalDataTable = new RowTable<PersonalDataRow>(
  {
    municipalityId: 'text not null',
    code: 'text not null',
    revision: 'integer not null',
    submittedAt: 'timestamptz not null',
    endedAt: 'timestamptz',
    reporterErased: 'boolean not null',
    textRedacted: 'boolean not null',
    contactHmacs: 'text[] not null',
  },
  foldPersonalData,
);

const INDEXES: readonly Index[] = [
  ['reporters', '(municipality_id, ended_at, code)', 'ended_at is not null and not reporter_erased'],
  ['texts', '(municipality_id, ended_at, code)', 'ended_at is not null and not text_redacted'],
  ['contacts', 'using gin (contact_hmacs)'],
];

/** One row per report: by whom it is found, and since when it need not be kept. Nothing in it can be read without the key outside the database. */
export const personalData: Projection = defineProjection({
  name: 'personal_data',
  version: 1,
  filter: REPORT_STREAMS,
  async init(sql, table) {
    await personalDataTable.createTable(sql, table);
  },
  createIndexes: (sql, table) => createIndexes(sql, table, INDEXES),
  async apply(events, sql, table) {
    const relevant = events.filter(({ type }) => isRelevant(type));
    if (relevant.length > 0) await personalDataTable.apply(relevant, sql, table);
  },
});
