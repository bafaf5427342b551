import { defineProjection, type Projection } from '@sportello/event-sourcing';
import { REPORT_STREAMS } from '../../report-log';
import { RowTable } from '../row-table';
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

/** In SQL: what everybody may see in the list, thus have as open data. */
export const PUBLISHED = `visibility = 'public' and assigned_at is not null`;

/** One row per report: what statistics count and exports list. */
export const reportTimes: Projection = defineProjection({
  name: 'report_times',
  version: 1,
  filter: REPORT_STREAMS,
  async init(sql, table) {
    await reportTimesTable.createTable(sql, table);
  },
  async createIndexes(sql, table) {
    const [, name = table] = /([^.]+)$/.exec(table) ?? [];
    await sql.query(`create index ${name}_submitted on ${table} (municipality_id, submitted_at, code)`);
    await sql.query(
      `create index ${name}_squares on ${table} (municipality_id, cell_row, cell_column) where ${PUBLISHED} and cell_row is not null`,
    );
    await sql.query(
      `create index ${name}_resolved on ${table} (municipality_id, ended_at) include (queue) where status = 'resolved'`,
    );
  },
  apply: (events, sql, table) => reportTimesTable.apply(events, sql, table),
});
