import { Conditions } from '../conditions';
import type { Statement } from '../work-queue/work-queue.sql';

/** What statistics may be split by, and what tells the parts apart. Weeks begin on Monday, in Italy. */
const DIMENSIONS = {
  category: 'category',
  department: 'queue',
  state: 'status',
  channel: 'channel',
  week: `to_char(date_trunc('week', submitted_at at time zone 'Europe/Rome'), 'YYYY-MM-DD')`,
} as const;
export type Dimension = keyof typeof DIMENSIONS;

/** So many parts are told, the first by their name. */
export const MAX_PARTS = 1_000;

export interface StatisticsAsked {
  readonly municipalityId: string;
  /** The departments that the asker is confined to; undefined: all. */
  readonly departments: readonly string[] | undefined;
  readonly by: Dimension;
  /** ISO 8601: submitted from then on, and before then. */
  readonly from: string;
  readonly to: string;
}

/** One part; times in seconds that passed, nights and holidays among them, null when there is none to measure. */
export interface StatisticsRow {
  readonly part: string;
  readonly total: number;
  readonly charged: number;
  readonly resolved: number;
  readonly chargeMedian: number | null;
  readonly chargeNinetieth: number | null;
  readonly resolveMedian: number | null;
  readonly resolveNinetieth: number | null;
}

const CHARGE = 'extract(epoch from assigned_at - submitted_at)::double precision';
const RESOLVE = 'extract(epoch from ended_at - submitted_at)::double precision';
const medianAndNinetieth = (seconds: string): string =>
  `percentile_cont(array[0.5, 0.9]::double precision[]) within group (order by ${seconds})`;

/**
 * Reports submitted in a time, part by part. Percentiles are interpolated (`percentile_cont`). Whoever was reopened is not resolved
 * until it is again, and then took until the last time.
 * @param view of the times of reports
 */
export function statisticsSql(view: string, asked: StatisticsAsked): Statement {
  const conditions = new Conditions()
    .add('municipality_id = ?', asked.municipalityId)
    .add('queue = any(?::text[])', asked.departments)
    .add('submitted_at >= ?::timestamptz', asked.from)
    .add('submitted_at < ?::timestamptz', asked.to);
  return {
    text: `select part, total, charged, resolved,
             charge[1] as "chargeMedian", charge[2] as "chargeNinetieth", resolve[1] as "resolveMedian", resolve[2] as "resolveNinetieth"
           from (
             select ${DIMENSIONS[asked.by]} as part, count(*)::int as total, count(assigned_at)::int as charged,
               count(*) filter (where status = 'resolved')::int as resolved, ${medianAndNinetieth(CHARGE)} as charge,
               ${medianAndNinetieth(RESOLVE)} filter (where status = 'resolved') as resolve
             from ${view} where ${conditions.where} group by 1 order by 1 limit ${MAX_PARTS}
           ) as parts order by part`,
    parameters: conditions.parameters,
  };
}

/** How many reports were resolved since then, and are. */
export function resolvedSinceSql(
  view: string,
  asked: Pick<StatisticsAsked, 'municipalityId' | 'departments'>,
  since: string,
): Statement {
  const conditions = new Conditions()
    .always(`status = 'resolved'`)
    .add('municipality_id = ?', asked.municipalityId)
    .add('ended_at >= ?::timestamptz', since)
    .add('queue = any(?::text[])', asked.departments);
  return {
    text: `select count(*)::int as resolved from ${view} where ${conditions.where}`,
    parameters: conditions.parameters,
  };
}
