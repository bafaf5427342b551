import type { Durations, ReportFigures, StatisticsDimension, StatisticsPart } from '@sportello/contracts';
import type { Area } from '@sportello/service-kit';
import { Conditions, type Statement } from '../conditions';
import { LISTED } from '../rows.sql';
import { given } from '../sealed-view';
import { areaSql } from './areas.sql';

/** So many parts are told, the first by their name. */
export const MAX_PARTS = 1_000;

/** Which reports: those of the departments that the asker is confined to (undefined: all), or those that everybody may see. */
export type Counted = { readonly departments: readonly string[] | undefined } | 'published';

export interface StatisticsAsked {
  readonly municipalityId: string;
  readonly of: Counted;
  /** Undefined: all of them together, as one part without a name. */
  readonly by: StatisticsDimension | undefined;
  /** ISO 8601: submitted from then on, and before then. */
  readonly from: string;
  readonly to: string;
  /** By whose clocks weeks begin; IANA name. */
  readonly timeZone: string;
  readonly areas: readonly Area[];
}

/** One part; seconds, null when there is none to measure. */
export interface StatisticsRow {
  readonly part: string | null;
  readonly total: number;
  readonly charged: number;
  readonly resolved: number;
  readonly chargeMedian: number | null;
  readonly chargeNinetieth: number | null;
  readonly resolveMedian: number | null;
  readonly resolveNinetieth: number | null;
}

// Not `extract`, whose numeric costs as much as all the counting.
const CHARGE = `date_part('epoch', assigned_at - submitted_at)`;
const RESOLVE = `date_part('epoch', ended_at - submitted_at)`;
const medianAndNinetieth = (seconds: string): string =>
  `percentile_cont(array[0.5, 0.9]::double precision[]) within group (order by ${seconds})`;

/**
 * Reports submitted in a time, part by part. Percentiles are interpolated (`percentile_cont`). Whoever was reopened is not
 * resolved until it is again, and then took until the last time.
 * @param view of the times of reports
 */
export function statisticsSql(view: string, asked: StatisticsAsked): Statement {
  const conditions = counted(asked)
    .add('submitted_at >= ?::timestamptz', asked.from)
    .add('submitted_at < ?::timestamptz', asked.to);
  const part = partSql(asked, (value) => conditions.bind(value));
  return {
    text: `select part, total, charged, resolved,
             charge[1] as "chargeMedian", charge[2] as "chargeNinetieth", resolve[1] as "resolveMedian", resolve[2] as "resolveNinetieth"
           from (
             select part, count(*)::int as total, count(charge)::int as charged,
               count(resolve)::int as resolved, ${medianAndNinetieth('charge')} as charge, ${medianAndNinetieth('resolve')} as resolve
             from (
               select ${part} as part, ${CHARGE} as charge, case when status = 'resolved' then ${RESOLVE} end as resolve
               from ${view} where ${conditions.where}
             ) as reports
             group by part order by part nulls last limit ${MAX_PARTS}
           ) as parts order by part nulls last`,
    parameters: conditions.parameters,
  };
}

function partSql({ by, timeZone, areas }: StatisticsAsked, bind: (value: string) => string): string {
  switch (by) {
    case 'category':
      return 'category';
    case 'department':
      return 'queue';
    case 'state':
      return 'status';
    case 'channel':
      return 'channel';
    case 'area':
      return areaSql(areas, bind);
    case 'week':
      return `to_char(date_trunc('week', submitted_at at time zone ${bind(timeZone)}), 'YYYY-MM-DD')`;
    case undefined:
      return 'null::text';
    default:
      return by satisfies never;
  }
}

/** How many reports were resolved since then, and are. */
export function resolvedSinceSql(
  view: string,
  asked: Pick<StatisticsAsked, 'municipalityId' | 'of'>,
  since: string,
): Statement {
  const conditions = counted(asked).always(`status = 'resolved'`).add('ended_at >= ?::timestamptz', since);
  return {
    text: `select count(*)::int as resolved from ${view} where ${conditions.where}`,
    parameters: conditions.parameters,
  };
}

function counted({ municipalityId, of }: Pick<StatisticsAsked, 'municipalityId' | 'of'>): Conditions {
  const conditions = new Conditions().add('municipality_id = ?', municipalityId);
  return of === 'published' ? conditions.always(LISTED) : conditions.add('queue = any(?::text[])', of.departments);
}

export function partOf(row: StatisticsRow): StatisticsPart {
  return { ...given({ part: row.part }), ...figuresOf(row) };
}

export function figuresOf(row: StatisticsRow): ReportFigures {
  const { total, charged, resolved, chargeMedian, chargeNinetieth, resolveMedian, resolveNinetieth } = row;
  return {
    total,
    charged,
    resolved,
    ...given({
      timeToCharge: durations(chargeMedian, chargeNinetieth),
      timeToResolve: durations(resolveMedian, resolveNinetieth),
    }),
  };
}

function durations(median: number | null, ninetieth: number | null): Durations | undefined {
  return median === null || ninetieth === null ? undefined : { median, ninetieth };
}
