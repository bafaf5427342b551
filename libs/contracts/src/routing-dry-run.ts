import type { ReroutedReport, RoutingTrial } from './operators/operator-views';

/** More reports than this are tried on the command line, where nobody waits for an answer. */
export const MAX_DRY_RUN_REPORTS = 2_000;
/** Of the reports that would have gone elsewhere so many are listed; the figures count them all. */
export const MAX_DRY_RUN_LISTED = 500;
export const MAX_DRAFT_RULES = 200;
export const MAX_DRAFT_AREAS = 100;

/** The reply to `reports.routing-dry-run`. Times are ISO 8601 in UTC. */
export interface RoutingDryRun extends RoutingTrial {
  readonly from: string;
  readonly to: string;
  /** The first of those for which the draft changes anything, in the order in which they came in. */
  readonly items: readonly ReroutedReport[];
}
