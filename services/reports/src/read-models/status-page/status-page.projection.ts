import { defineProjection, type Projection } from '@sportello/event-sourcing';
import { REPORT_STREAMS } from '../../report-log';
import { RowTable } from '../row-table';
import { foldReportPage, type ReportPageRow } from './report-page.fold';

/** The rows of `status_page`. */
export const statusPageTable = new RowTable<ReportPageRow>(
  {
    municipalityId: 'text not null',
    code: 'text not null',
    revision: 'integer not null',
    kind: 'text not null',
    category: 'text not null',
    channel: 'text not null',
    visibility: 'text not null',
    status: 'text not null',
    returnTo: 'text',
    department: 'text',
    assignee: 'text',
    proposedDepartment: 'text not null',
    dueBy: 'timestamptz not null',
    submittedAt: 'timestamptz not null',
    assignedAt: 'timestamptz',
    startedAt: 'timestamptz',
    resolvedAt: 'timestamptz',
    outcome: 'text',
    rating: 'integer',
    duplicateOf: 'text',
    redacted: 'boolean not null',
    lat: 'double precision',
    lon: 'double precision',
    sealedText: 'text',
    moderated: 'boolean not null',
    relocated: 'boolean not null',
    sealedAddress: 'text',
    searchTokens: 'text[] not null',
    attachments: 'jsonb not null',
    filesErased: 'boolean not null',
    timeline: 'jsonb not null',
    past: 'jsonb not null',
  },
  foldReportPage,
);

/** What everybody may see in the list: public, and somebody took charge. Stands in the indexes and in the queries, so that they meet. */
export const LISTED = `visibility = 'public' and assigned_at is not null`;

/** Neither closed nor withdrawn; in the index and in the query likewise. */
export const OPEN = `status in ('submitted', 'assigned', 'in_progress', 'waiting_for_reporter')`;

/** One row per report: its page, and the public list. */
export const statusPage: Projection = defineProjection({
  name: 'status_page',
  version: 5,
  filter: REPORT_STREAMS,
  async init(sql, table) {
    await statusPageTable.createTable(sql, table);
  },
  async createIndexes(sql, table) {
    const [, name = table] = /([^.]+)$/.exec(table) ?? [];
    await sql.query(
      `create index ${name}_recent on ${table} (municipality_id, submitted_at desc, code) where ${LISTED}`,
    );
    await sql.query(
      `create index ${name}_place on ${table} (municipality_id, lat, lon) where ${LISTED} and lat is not null`,
    );
    await sql.query(
      `create index ${name}_near on ${table} (municipality_id, lat, lon) where ${OPEN} and lat is not null`,
    );
    await sql.query(`create index ${name}_words on ${table} using gin (search_tokens)`);
  },
  apply: (events, sql, table) => statusPageTable.apply(events, sql, table),
});
