import { defineProjection, type Projection } from '@sportello/event-sourcing';
import { REPORT_STREAMS } from '../../report-log';
import { createIndexes, type Index } from '../create-indexes';
import { RowTable } from '../row-table';
import { LISTED, OPEN } from '../rows.sql';
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

const INDEXES: readonly Index[] = [
  ['recent', '(municipality_id, submitted_at desc, code)', LISTED],
  ['place', '(municipality_id, lat, lon)', `${LISTED} and lat is not null`],
  ['near', '(municipality_id, lat, lon)', `${OPEN} and lat is not null`],
  ['words', 'using gin (search_tokens)'],
];

/** One row per report: its page, and the public list. */
export const statusPage: Projection = defineProjection({
  name: 'status_page',
  version: 5,
  filter: REPORT_STREAMS,
  async init(sql, table) {
    await statusPageTable.createTable(sql, table);
  },
  createIndexes: (sql, table) => createIndexes(sql, table, INDEXES),
  apply: (events, sql, table) => statusPageTable.apply(events, sql, table),
});
