import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type PersonalDataReadsQuery } from '@sportello/contracts';
import { MAX_CODES } from '../../personal-data/reads/read-record';
import { momentAsked } from '../asker';
import { Conditions, type Statement } from '../conditions';

/** So many are counted, and no more: the cost of a page must not grow with the record. */
export const MAX_COUNTED = 10_000;

/**
 * A page ends before the row that has so many codes before it: a reply must stay below the limit of the bus. A page of rows as they are written
 * today never has; older ones hold up to 10,000 codes, of 14 bytes in a reply, which so never holds 30,000.
 */
const MAX_CODES_BEFORE = MAX_PAGE_SIZE * MAX_CODES;

/** Where a page ended: the time with all its microseconds, as PostgreSQL writes it. */
export interface ReadsPlace {
  readonly at: string;
  readonly id: string;
  /** The number of the page that ended there. */
  readonly page: number;
}

/** One page, the latest first, and one row more when there is another page behind it; of what does not fit on it no codes. */
export function readsPageSql(municipalityId: string, query: PersonalDataReadsQuery, after?: ReadsPlace): Statement {
  const { page = 1, pageSize = DEFAULT_PAGE_SIZE } = query;
  const conditions = conditionsOf(municipalityId, query);
  if (after)
    conditions.always(`(at, id) < (${conditions.bind(after.at)}::timestamptz, ${conditions.bind(after.id)}::uuid)`);
  return {
    text: `select at, id, actor_kind as "actorKind", actor_id as "actorId", what, route, fits, at::text as place,
                  case when fits then codes else '{}' end as codes
             from (select found.*, coalesce(sum(cardinality(codes)) over before, 0) < ${MAX_CODES_BEFORE} as fits
                     from (select * from personal_data_reads where ${conditions.where}
                            order by at desc, id desc limit ${pageSize + 1} offset ${after ? 0 : (page - 1) * pageSize}) as found
                   window before as (order by at desc, id desc rows unbounded preceding exclude current row)) as page
            order by at desc, id desc`,
    parameters: conditions.parameters,
  };
}

export function readsCountSql(municipalityId: string, query: PersonalDataReadsQuery): Statement {
  const conditions = conditionsOf(municipalityId, query);
  return {
    text: `select count(*)::int as total from (select from personal_data_reads where ${conditions.where} limit ${MAX_COUNTED}) as found`,
    parameters: conditions.parameters,
  };
}

function conditionsOf(municipalityId: string, { code, actor, from, to }: PersonalDataReadsQuery): Conditions {
  return new Conditions()
    .add('municipality_id = ?', municipalityId)
    .add('codes @> ?', code === undefined ? undefined : [code])
    .add('actor_id = ?', actor)
    .add('at >= ?', momentAsked(from))
    .add('at < ?', momentAsked(to));
}
