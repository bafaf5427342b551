import type { WorkQueueSort } from '@sportello/contracts';
import type { WorkQueueRow } from './work-queue.fold';
import { workQueueTable } from './work-queue.projection';

/** What a list can be sorted by, its column and the type of that. */
const KEYS = {
  turn: { column: 'turn', type: 'smallint' },
  urgency: { column: 'urgency', type: 'smallint' },
  dueBy: { column: 'due_by', type: 'timestamptz' },
  submittedAt: { column: 'submitted_at', type: 'timestamptz' },
  code: { column: 'code', type: 'text' },
} as const satisfies Partial<Record<keyof WorkQueueRow, { readonly column: string; readonly type: string }>>;

type Key = keyof typeof KEYS;

/** A value of a key, as it stands in a row. */
export type KeyValue = string | number;

interface Order {
  /** The last is the code: no two reports share a place. */
  readonly keys: readonly Key[];
  /** Of all keys alike, so that one comparison of rows is the order. */
  readonly descending: boolean;
}

const ORDERS: Readonly<Record<WorkQueueSort, Order>> = {
  overdue: { keys: ['turn', 'dueBy', 'code'], descending: false },
  dueBy: { keys: ['dueBy', 'code'], descending: false },
  '-dueBy': { keys: ['dueBy', 'code'], descending: true },
  submittedAt: { keys: ['submittedAt', 'code'], descending: false },
  '-submittedAt': { keys: ['submittedAt', 'code'], descending: true },
  priority: { keys: ['urgency', 'dueBy', 'code'], descending: false },
};

/** Where a row stands in a list sorted so. */
export function placeOf(row: WorkQueueRow, sort: WorkQueueSort = 'overdue'): readonly KeyValue[] {
  return ORDERS[sort].keys.map((key) => row[key]);
}

/** Of an `order by`. */
export function orderBy(sort: WorkQueueSort): string {
  const { keys, descending } = ORDERS[sort];
  return keys.map((key) => `${KEYS[key].column}${descending ? ' desc' : ''}`).join(', ');
}

/** The condition of standing behind a place. @param bind the placeholder of a value */
export function behind(sort: WorkQueueSort, place: readonly KeyValue[], bind: (value: unknown) => string): string {
  const { keys, descending } = ORDERS[sort];
  const columns = keys.map((key) => KEYS[key].column).join(', ');
  const values = keys.map((key, index) => `${bind(place[index])}::${KEYS[key].type}`).join(', ');
  return `(${columns}) ${descending ? '<' : '>'} (${values})`;
}

/** The condition of standing where it stood at a snapshot. @param bind the placeholder of a value */
export function unmoved(sort: WorkQueueSort, snapshot: string, bind: (value: unknown) => string): string {
  return workQueueTable.unchangedSince(ORDERS[sort].keys, snapshot, bind);
}
