import { defineProjection, type Projection } from '@sportello/event-sourcing';
import { REPORT_STREAMS } from '../../report-log';
import { RowTable } from '../row-table';
import { foldWorkQueue, type WorkQueueRow } from './work-queue.fold';

/** The rows of `work_queue`. */
export const workQueueTable = new RowTable<WorkQueueRow>(
  {
    municipalityId: 'text not null',
    code: 'text not null',
    revision: 'integer not null',
    kind: 'text not null',
    category: 'text not null',
    channel: 'text not null',
    visibility: 'text not null',
    priority: 'text not null',
    status: 'text not null',
    returnTo: 'text',
    department: 'text',
    assignee: 'text',
    queue: 'text not null',
    proposedDepartment: 'text not null',
    submittedAt: 'timestamptz not null',
    dueBy: 'timestamptz not null',
    rulesVersion: 'text not null',
    remindedDeadlines: 'timestamptz[] not null',
    escalatedDeadlines: 'timestamptz[] not null',
    open: 'boolean not null',
    lat: 'double precision',
    lon: 'double precision',
    sealedText: 'text',
    relocated: 'boolean not null',
    sealedAddress: 'text',
    searchTokens: 'text[] not null',
  },
  foldWorkQueue,
);

/** In SQL: open, and not waiting for the reporter. */
export const CLOCK_RUNS = `open and status <> 'waiting_for_reporter'`;

/** One row per report, in the list of the department that answers for it or is proposed to. */
export const workQueue: Projection = defineProjection({
  name: 'work_queue',
  version: 2,
  filter: REPORT_STREAMS,
  async init(sql, table) {
    await sql.query(workQueueTable.createTable(table));
  },
  async createIndexes(sql, table) {
    const [, name = table] = /([^.]+)$/.exec(table) ?? [];
    await sql.query(`create index ${name}_queue on ${table} (municipality_id, queue, due_by, code) where open`);
    await sql.query(`create index ${name}_due on ${table} (municipality_id, due_by, code) where open`);
    await sql.query(`create index ${name}_open on ${table} (municipality_id, code) where open`);
    for (const [told, column] of [
      ['reminders', 'reminded_deadlines'],
      ['escalations', 'escalated_deadlines'],
    ])
      await sql.query(
        `create index ${name}_${told} on ${table} (municipality_id, due_by, code) where ${CLOCK_RUNS} and due_by <> all (${column})`,
      );
    await sql.query(`create index ${name}_words on ${table} using gin (search_tokens)`);
  },
  apply: (events, sql, table) => workQueueTable.apply(events, sql, table),
});
