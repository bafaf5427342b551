import { CLOCK_RUNS } from '../../read-models/work-queue/work-queue.projection';

/** Reports of one municipality in one look. */
export const AT_ONCE = 200;

/**
 * Deadlines up to a moment of each municipality that nobody was told of yet, the earliest first.
 * Binds the municipalities' ids, a moment for each, and for reminders the moment up to which it is too late for one.
 */
export function deadlinesSql(view: string, tell: 'reminders' | 'escalations'): string {
  const told = tell === 'reminders' ? 'reminded_deadlines' : 'escalated_deadlines';
  return `select found.* from unnest($1::text[], $2::timestamptz[]) as asked (municipality_id, until) cross join lateral (
            select municipality_id as "municipalityId", code, due_by as "dueBy" from ${view} as report
             where report.municipality_id = asked.municipality_id and report.due_by <= asked.until
               and ${CLOCK_RUNS} and due_by <> all (${told})${tell === 'reminders' ? ' and due_by > $3::timestamptz' : ''}
             order by report.due_by, report.code limit ${AT_ONCE}
          ) as found`;
}

/**
 * Open reports whose deadline other rules made than those of today, in the order of their codes.
 * Binds the municipalities' ids, the version of the rules of each, and the code after which to look.
 */
export function otherRulesSql(view: string): string {
  return `select found.* from unnest($1::text[], $2::text[], $3::text[]) as asked (municipality_id, version, after) cross join lateral (
            select municipality_id as "municipalityId", code from ${view} as report
             where report.municipality_id = asked.municipality_id and report.code > asked.after
               and open and report.rules_version <> asked.version
             order by report.code limit ${AT_ONCE}
          ) as found`;
}
