import { defineProjection, type Projection } from '@sportello/event-sourcing';
import { REPORT_STREAMS } from '../../report-log';
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

/** One row per report: by whom it is found, and since when it need not be kept. Nothing in it can be read without the key outside the database. */
export const personalData: Projection = defineProjection({
  name: 'personal_data',
  version: 1,
  filter: REPORT_STREAMS,
  async init(sql, table) {
    await personalDataTable.createTable(sql, table);
  },
  async createIndexes(sql, table) {
    const [, name = table] = /([^.]+)$/.exec(table) ?? [];
    for (const [index, rows] of [
      ['reporters', 'not reporter_erased'],
      ['texts', 'not text_redacted'],
    ])
      await sql.query(
        `create index ${name}_${index} on ${table} (municipality_id, ended_at, code) where ended_at is not null and ${rows}`,
      );
    await sql.query(`create index ${name}_contacts on ${table} using gin (contact_hmacs)`);
  },
  async apply(events, sql, table) {
    const relevant = events.filter(({ type }) => isRelevant(type));
    if (relevant.length > 0) await personalDataTable.apply(relevant, sql, table);
  },
});
