import type { SqlExecutor } from '@sportello/event-sourcing';

/** Of a table with no more rows than this every one counts. */
const SAMPLE = 10_000;

/**
 * About how many events the rows of a table tell of, each knowing the revision that its stream has reached. To count millions takes longer than an
 * answer may: beyond a sample it is the planner's number of rows, times what a row of the sample tells of.
 * @param relation a table or a view, quoted where it must be
 */
export async function estimatedEvents(sql: SqlExecutor, relation: string): Promise<number> {
  const { rows: sampled } = await sql.query<{ streams: number; events: number }>(
    `select count(*)::integer as streams, coalesce(sum(revision + 1), 0)::float8 as events
       from (select revision from ${relation} limit ${SAMPLE}) as sample`,
  );
  const { streams, events } = sampled[0] ?? { streams: 0, events: 0 };
  if (streams < SAMPLE) return events;
  return Math.round((events / streams) * (await plannedRows(sql, relation, streams)));
}

/** About how many rows there are, in the same way. @param relation a table or a view, quoted where it must be */
export async function estimatedRows(sql: SqlExecutor, relation: string): Promise<number> {
  const { rows: sampled } = await sql.query<{ rows: number }>(
    `select count(*)::integer as rows from (select from ${relation} limit ${SAMPLE}) as sample`,
  );
  const rows = sampled[0]?.rows ?? 0;
  return rows < SAMPLE ? rows : plannedRows(sql, relation, rows);
}

/** The planner's number, and never fewer than were counted. */
async function plannedRows(sql: SqlExecutor, relation: string, counted: number): Promise<number> {
  const { rows: plans } = await sql.query<{ 'QUERY PLAN': readonly { Plan: { 'Plan Rows': number } }[] }>(
    `explain (format json) select from ${relation}`,
  );
  return Math.max(counted, plans[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0);
}
