import { defineProjection, type Projection } from '@sportello/event-sourcing';
import { REPORT_STREAMS } from '../../report-log';
import { createIndexes, type Index } from '../create-indexes';
import { RowTable } from '../row-table';
import { LISTED } from '../rows.sql';
import { foldReportTimes, type ReportTimesRow } from './report-times.fold';

/** The rows of `report_times`. */
export const reportTimesTable = new RowTable<ReportTimesRow>(
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
    queue: 'text not null',
    proposedDepartment: 'text not null',
    dueBy: 'timestamptz not null',
    lat: 'double precision',
    lon: 'double precision',
    cellRow: 'integer',
    cellColumn: 'integer',
    submittedAt: 'timestamptz not null',
    assignedAt: 'timestamptz',
    endedAt: 'timestamptz',
    outcome: 'text',
  },
  foldReportTimes,
);

const INDEXES: readonly Index[] = [
  ['submitted', '(municipality_id, submitted_at, code)'],
  ['squares', '(municipality_id, cell_row, cell_column)', `${LISTED} and cell_row is not null`],
  ['resolved', '(municipality_id, ended_at) include (queue)', `status = 'resolved'`],
];

/** One row per report: what statistics count and exports list. */
export const reportTimes: Projection = defineProjection({
  name: 'report_times',
  version: 1,
  filter: REPORT_STREAMS,
  async init(sql, table) {
    await reportTimesTable.createTable(sql, table);
  },
  createIndexes: (sql, table) => createIndexes(sql, table, INDEXES),
  apply: (events, sql, table) => reportTimesTable.apply(events, sql, table),
});
