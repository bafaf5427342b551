import type { WorkQueueQuery, WorkQueueSort } from '@sportello/contracts';
import { Conditions } from '../conditions';
import { CLOCK_RUNS, workQueueTable } from './work-queue.projection';

const ORDER: Readonly<Record<WorkQueueSort, string>> = {
  dueBy: 'due_by, code',
  '-dueBy': 'due_by desc, code',
  submittedAt: 'submitted_at, code',
  '-submittedAt': 'submitted_at desc, code',
  priority: `array_position(array['urgent', 'high', 'normal', 'low'], priority), due_by, code`,
};

/** Past its deadline while the clock runs: not once it is closed, and not while the office waits for the reporter. */
const OVERDUE = `(${CLOCK_RUNS} and due_by < ?)`;

/** The two statements of one page of the queue, and the values both bind. */
export interface WorkQueueSql {
  readonly count: string;
  readonly page: string;
  readonly parameters: readonly unknown[];
}

export interface QueueAsked {
  readonly municipalityId: string;
  /** The departments that the asker is confined to; undefined: all. */
  readonly departments: readonly string[] | undefined;
  /** Codes of the reports that hold the words asked for, when words were asked for. */
  readonly codes: readonly string[] | undefined;
  /** ISO 8601: what is past it is overdue. */
  readonly now: string;
}

/** Open reports only, unless a status is asked for. @param view of the work queue */
export function workQueueSql(view: string, query: WorkQueueQuery, asked: QueueAsked): WorkQueueSql {
  const { page = 1, pageSize = 20, sort = 'dueBy' } = query;
  const conditions = new Conditions()
    .add('municipality_id = ?', asked.municipalityId)
    .add('queue = any(?)', asked.departments)
    .add('queue = ?', query.department)
    .add('assignee = ?', query.assignee)
    .add('category = ?', query.category)
    .add('status = ?', query.status)
    .add(OVERDUE, query.overdue === 'true' ? asked.now : undefined)
    .add(`not ${OVERDUE}`, query.overdue === 'false' ? asked.now : undefined)
    .add('code = any(?)', asked.codes);
  if (query.status === undefined) conditions.always('open');
  return {
    count: `select count(*)::int as total from ${view} where ${conditions.where}`,
    page: `select ${workQueueTable.selection} from ${view} where ${conditions.where}
           order by ${ORDER[sort]} limit ${pageSize} offset ${(page - 1) * pageSize}`,
    parameters: conditions.parameters,
  };
}
