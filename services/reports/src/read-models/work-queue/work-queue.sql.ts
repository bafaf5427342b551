import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type ReportStatus, type WorkQueueQuery } from '@sportello/contracts';
import { momentAsked } from '../asker';
import { Conditions, type Statement } from '../conditions';
import { isOpen } from '../report-progress';
import type { QueuePlace } from './queue-cursor';
import { TURN } from './work-queue.fold';
import { behind, orderBy, unmoved } from './work-queue.order';
import { CLOSED, OPEN, workQueueTable } from './work-queue.projection';

/** So many are counted, and no more: the cost of a page must not grow with the queue. */
export const MAX_COUNTED = 10_000;

/** Past its deadline while the clock runs: not once it is closed, and not while the office waits for the reporter. */
const OVERDUE = `(turn = ${TURN.office} and due_by < ?)`;

export interface QueueAsked {
  readonly municipalityId: string;
  /** The departments that the asker is confined to; undefined: all. */
  readonly departments: readonly string[] | undefined;
  /** Codes of the reports that hold the words asked for, when words were asked for. */
  readonly codes: readonly string[] | undefined;
  /** ISO 8601: what is past it is overdue. */
  readonly now: string;
  /** Where the page before ended. */
  readonly after?: QueuePlace | undefined;
}

/**
 * One page, and one row more when there is another page behind it; every row with the snapshot that it was seen in.
 * @param view of the work queue
 */
export function queuePageSql(view: string, query: WorkQueueQuery, asked: QueueAsked): Statement {
  const { page = 1, pageSize = DEFAULT_PAGE_SIZE, sort = 'overdue' } = query;
  const { after } = asked;
  const conditions = conditionsOf(query, asked);
  if (after) {
    const bind = (value: unknown): string => conditions.bind(value);
    conditions.always(behind(sort, after.keys, bind)).always(unmoved(sort, after.snapshot, bind));
  }
  const offset = after ? 0 : (page - 1) * pageSize;
  return {
    text: `select ${workQueueTable.selection}, pg_current_snapshot()::text as snapshot from ${view} where ${conditions.where}
           order by ${orderBy(sort)} limit ${pageSize + 1} offset ${offset}`,
    parameters: conditions.parameters,
  };
}

/** How many there are, in one row; with `counts`, how many in each state and department. No more than `MAX_COUNTED` are looked at. */
export function queueCountsSql(view: string, query: WorkQueueQuery, asked: QueueAsked): Statement {
  const conditions = conditionsOf(query, asked);
  const detailed = query.counts === 'true';
  const overdue = detailed ? OVERDUE.replaceAll('?', `${conditions.bind(asked.now)}::timestamptz`) : '';
  const columns = detailed ? 'status, queue, turn, due_by' : '';
  const found = `(select ${columns} from ${view} where ${conditions.where} limit ${MAX_COUNTED}) as found`;
  return {
    text: detailed
      ? `select status, queue as department, count(*)::int as total, count(*) filter (where ${overdue})::int as overdue
         from ${found} group by status, queue order by status, queue`
      : `select count(*)::int as total from ${found}`,
    parameters: conditions.parameters,
  };
}

/** The codes of the first of all that are counted: as many as a page shows at most, so that to record them costs no more than a page. */
export function queueCodesSql(view: string, query: WorkQueueQuery, asked: QueueAsked): Statement {
  const conditions = conditionsOf(query, asked);
  return {
    text: `select code from ${view} where ${conditions.where} order by ${orderBy(query.sort ?? 'overdue')} limit ${MAX_PAGE_SIZE}`,
    parameters: conditions.parameters,
  };
}

/** Which rows a query is about, in SQL: those of the indexes of open ones, of closed ones, or of both. */
export function rowsAbout(statuses: readonly ReportStatus[] | undefined): readonly string[] {
  if (statuses === undefined) return [OPEN];
  return [...(statuses.some(isOpen) ? [OPEN] : []), ...(statuses.every(isOpen) ? [] : [CLOSED])];
}

function conditionsOf(query: WorkQueueQuery, asked: QueueAsked): Conditions {
  const { status } = query;
  const conditions = new Conditions()
    .add('municipality_id = ?', asked.municipalityId)
    .add('queue = ?', query.department ?? only(asked.departments))
    .add('queue = any(?)', only(asked.departments) === undefined ? asked.departments : undefined)
    .add('assignee = ?', query.assignee)
    .add('category = ?', query.category)
    .add('kind = ?', query.type)
    .add('channel = ?', query.channel)
    .add('priority = ?', query.priority)
    .add('status = ?', only(status))
    .add('status = any(?)', only(status) === undefined ? status : undefined)
    .add('submitted_at >= ?', momentAsked(query.since))
    .add('submitted_at < ?', momentAsked(query.until))
    .add(OVERDUE, query.overdue === 'true' ? asked.now : undefined)
    .add(`not ${OVERDUE}`, query.overdue === 'false' ? asked.now : undefined)
    .add('code = any(?)', asked.codes);
  const [rows, ...more] = rowsAbout(status);
  if (rows !== undefined && more.length === 0) conditions.always(rows);
  return conditions;
}

/** Of a list of one: an index keeps its order for one value, not for one of several. */
function only<Value>(values: readonly Value[] | undefined): Value | undefined {
  return values?.length === 1 ? values[0] : undefined;
}
