import type { Forgettable } from '../../personal-data/forgetting';

/** Reports of one municipality in one look. */
export const AT_ONCE = 200;
/** Counting ends here: more are as many to whoever decides. */
export const MAX_COUNTED = 100_000;

const STILL_KEPT: Readonly<Record<Forgettable, string>> = {
  reporter: 'not reporter_erased',
  text: 'not text_redacted',
};

/** Reports that ended before a moment of each municipality and have not forgotten yet, the earliest first. Binds the municipalities' ids and the moments. */
export function keptTooLongSql(view: string, what: Forgettable): string {
  return `select found.* from unnest($1::text[], $2::timestamptz[]) as asked (municipality_id, before) cross join lateral (
            select municipality_id as "municipalityId", code from ${view} as report
             where report.municipality_id = asked.municipality_id and report.ended_at < asked.before
               and ended_at is not null and ${STILL_KEPT[what]}
             order by report.ended_at, report.code limit ${AT_ONCE}
          ) as found`;
}

/** How many those are of one municipality, up to `MAX_COUNTED`. Binds its id and the moment. */
export function keptTooLongCountSql(view: string, what: Forgettable): string {
  return `select count(*)::int as reports from (
            select from ${view} where municipality_id = $1 and ended_at < $2::timestamptz and ended_at is not null and ${STILL_KEPT[what]}
             limit ${MAX_COUNTED}
          ) as found`;
}
