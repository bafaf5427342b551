import { DEFAULT_PAGE_SIZE, type PersonalDataReadsQuery } from '@sportello/contracts';
import { momentAsked } from '../asker';
import { Conditions, type Statement } from '../conditions';

/** So many are counted, and no more: the cost of a page must not grow with the record. */
export const MAX_COUNTED = 10_000;

/** Where a page ended: the time with all its microseconds, as PostgreSQL writes it. */
export interface ReadsPlace {
  readonly at: string;
  readonly id: string;
  /** The number of the page that ended there. */
  readonly page: number;
}

/** One page, the latest first, and one row more when there is another page behind it. */
export function readsPageSql(municipalityId: string, query: PersonalDataReadsQuery, after?: ReadsPlace): Statement {
  const { page = 1, pageSize = DEFAULT_PAGE_SIZE } = query;
  const conditions = conditionsOf(municipalityId, query);
  if (after)
    conditions.always(`(at, id) < (${conditions.bind(after.at)}::timestamptz, ${conditions.bind(after.id)}::uuid)`);
  return {
    text: `select at, id, actor_kind as "actorKind", actor_id as "actorId", what, route, codes, at::text as place
             from personal_data_reads where ${conditions.where}
            order by at desc, id desc limit ${pageSize + 1} offset ${after ? 0 : (page - 1) * pageSize}`,
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
