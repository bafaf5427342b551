import type { ExportQuery } from '@sportello/contracts';
import { momentAsked } from '../asker';
import { Conditions, type Statement } from '../conditions';
import { LISTED } from '../rows.sql';

/** A square that holds fewer published reports than this is not told: whoever reported there might be the only one who lives there. */
export const FEWEST_IN_SQUARE = 3;

interface ExportAsked {
  readonly municipalityId: string;
  /** The departments that the asker is confined to; undefined: all. */
  readonly departments?: readonly string[] | undefined;
  readonly query: ExportQuery;
  readonly limit: number;
}

/**
 * One page in the order of submission, with everything that the office may have.
 * @param view of the times of reports
 */
export function exportSql(view: string, { municipalityId, departments, query, limit }: ExportAsked): Statement {
  const conditions = conditionsOf(municipalityId, query).add('queue = any(?::text[])', departments);
  return {
    text: `select code, kind as type, category, status, channel, visibility, queue as department, submitted_at as "submittedAt",
             assigned_at as "assignedAt", due_by as "dueBy", ended_at as "endedAt", outcome, lat, lon
           from ${view} where ${conditions.where} order by submitted_at, code limit ${limit}`,
    parameters: conditions.parameters,
  };
}

/** One page of what is published; the square of a place where it is not alone there. */
export function openDataSql(view: string, { municipalityId, query, limit }: ExportAsked): Statement {
  const conditions = conditionsOf(municipalityId, query).always(LISTED);
  return {
    text: `select code, kind as type, category, status, queue as department, submitted_at as "submittedAt", assigned_at as "assignedAt",
             ended_at as "endedAt", outcome,
             case when crowded then cell_row end as "cellRow", case when crowded then cell_column end as "cellColumn"
           from (select * from ${view} where ${conditions.where} order by submitted_at, code limit ${limit}) as page
           cross join lateral (
             select count(*) = ${FEWEST_IN_SQUARE} as crowded from (
               select from ${view} as other
               where ${LISTED} and municipality_id = ${conditions.bind(municipalityId)}
                 and cell_row = page.cell_row and cell_column = page.cell_column
               limit ${FEWEST_IN_SQUARE}
             ) as neighbours
           ) as square
           order by submitted_at, code`,
    parameters: conditions.parameters,
  };
}

function conditionsOf(municipalityId: string, { from, to, category, status, after }: ExportQuery): Conditions {
  const conditions = new Conditions()
    .add('municipality_id = ?', municipalityId)
    .add('submitted_at >= ?::timestamptz', momentAsked(from))
    .add('submitted_at < ?::timestamptz', momentAsked(to))
    .add('category = ?', category)
    .add('status = ?', status);
  if (after === undefined) return conditions;
  const place = `${conditions.bind(momentAsked(after.submittedAt))}::timestamptz, ${conditions.bind(after.code)}`;
  return conditions.always(`(submitted_at, code) > (${place})`);
}
