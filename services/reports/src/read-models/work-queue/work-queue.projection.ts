import { defineProjection, type Projection } from '@sportello/event-sourcing';
import { REPORT_STREAMS } from '../../report-log';
import { createIndexes, type Index } from '../create-indexes';
import { RowTable } from '../row-table';
import { foldWorkQueue, TURN, type WorkQueueRow } from './work-queue.fold';

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
    urgency: 'smallint not null',
    turn: 'smallint not null',
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
  { turn: 'turn_since', dueBy: 'due_since', urgency: 'urgency_since' },
);

/** In SQL: open, and not waiting for the reporter. */
export const CLOCK_RUNS = `open and status <> 'waiting_for_reporter'`;

/** In SQL: open, as the lists of the queue ask for it. Stands in their indexes and in their queries, so that they meet. */
export const OPEN = `turn < ${TURN.nobody}`;
export const CLOSED = `turn = ${TURN.nobody}`;

/** By what is looked up or sorted, and of which rows; the lists of closed reports are longer and asked for less. */
const INDEXES: readonly Index[] = [
  ['turn', '(municipality_id, turn, due_by, code)'],
  // With the state, so that counting reads no row.
  ['queue', '(municipality_id, queue, turn, due_by, code) include (status)', OPEN],
  ['assignee', '(municipality_id, assignee, turn, due_by, code)', `${OPEN} and assignee is not null`],
  ['due', '(municipality_id, due_by, code)', OPEN],
  ['arrived', '(municipality_id, submitted_at, code)', OPEN],
  ['urgency', '(municipality_id, urgency, due_by, code)', OPEN],
  ['closed', '(municipality_id, status, submitted_at, code)', CLOSED],
  // for looking through them in turn
  ['open', '(municipality_id, code)', 'open'],
  ['reminders', '(municipality_id, due_by, code)', `${CLOCK_RUNS} and due_by <> all (reminded_deadlines)`],
  ['escalations', '(municipality_id, due_by, code)', `${CLOCK_RUNS} and due_by <> all (escalated_deadlines)`],
  ['open_words', 'using gin (search_tokens)', OPEN],
  ['closed_words', 'using gin (search_tokens)', CLOSED],
];

/** One row per report, in the list of the department that answers for it or is proposed to. */
export const workQueue: Projection = defineProjection({
  name: 'work_queue',
  version: 3,
  filter: REPORT_STREAMS,
  localColumns: workQueueTable.localColumns,
  async init(sql, table) {
    await workQueueTable.createTable(sql, table);
  },
  createIndexes: (sql, table) => createIndexes(sql, table, INDEXES),
  apply: (events, sql, table) => workQueueTable.apply(events, sql, table),
});
