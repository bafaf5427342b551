import type { ReportPublicEvent } from '@sportello/contracts';
import type { SqlExecutor } from '@sportello/event-sourcing';
import type { Follower } from '../planning/plan-followers';

/**
 * Who follows the reports that these events are about, or a duplicate of them: one follower for each address, and nobody while a report is not
 * for everybody. Looked up one by one, as in `FollowedReports`.
 */
export async function followersOf(
  sql: SqlExecutor,
  schema: string,
  events: readonly ReportPublicEvent[],
): Promise<readonly Follower[]> {
  const keys = new Map(events.map((event) => [`${event.municipalityId}_${event.code}`, event]));
  const { rows } = await sql.query<Follower>(
    `with recursive about (municipality_id, code, known) as (
       select municipality_id, code, code from unnest($1::text[], $2::text[]) as asked (municipality_id, code)
       union
       select about.municipality_id, about.code, duplicate.code
         from about join ${schema}.report_recipients duplicate
           on duplicate.municipality_id = about.municipality_id and duplicate.duplicate_of = about.known
     )
     select distinct on (about.municipality_id, about.code, follow.address_hmac)
            follow.id, about.municipality_id as "municipalityId", about.code, report.type, follow.language, follow.sealed,
            follow.confirmed_at as "confirmedAt"
       from about
       cross join lateral (
         select id, language, sealed, address_hmac, confirmed_at from ${schema}.follows
          where municipality_id = about.municipality_id and codes @> array[about.known] and confirmed_at is not null
       ) follow
       cross join lateral (
         select type from ${schema}.report_recipients known
          where known.municipality_id = about.municipality_id and known.code = about.code and visibility = 'public' limit 1
       ) report
      order by about.municipality_id, about.code, follow.address_hmac, follow.confirmed_at`,
    [[...keys.values()].map((event) => event.municipalityId), [...keys.values()].map((event) => event.code)],
    { name: 'followers-of' },
  );
  return rows;
}
