import type { ReportKind, ReportVisibility } from './report/events';

/** What a municipality's file says about one category, as far as routing needs it. */
export interface RoutedCategory {
  readonly slug: string;
  readonly department: string;
  readonly visibility: ReportVisibility;
  readonly sla?: Readonly<Partial<Record<ReportKind, number>>>;
}

/** A municipality's rules, and their version, which goes into every event that they decided. */
export interface RoutingRules {
  readonly categories: readonly RoutedCategory[];
  /** Working days to answer, per kind, where a category does not say otherwise. */
  readonly sla: Readonly<Record<ReportKind, number>>;
  readonly rulesVersion: string;
}

/** What is known of a report when it is routed. */
export interface ToRoute {
  readonly kind: ReportKind;
  readonly category: string;
  /** The reporter asked that it stay between them and the Comune. */
  readonly privateAsked?: boolean;
}

export interface Route {
  readonly proposedDepartment: string;
  readonly visibility: ReportVisibility;
  /** Working days to answer, for `dueBy` of the SLA calendar. */
  readonly workingDays: number;
  readonly rulesVersion: string;
}

/**
 * Where a report goes, who may see it and how long the Comune gives itself. Complaints are always private: they may be about people.
 * @returns undefined when the municipality has no such category
 */
export function route(report: ToRoute, rules: RoutingRules): Route | undefined {
  const category = rules.categories.find(({ slug }) => slug === report.category);
  if (!category) return undefined;
  const isPrivate = report.kind === 'complaint' || report.privateAsked === true || category.visibility === 'private';
  return {
    proposedDepartment: category.department,
    visibility: isPrivate ? 'private' : 'public',
    workingDays: category.sla?.[report.kind] ?? rules.sla[report.kind],
    rulesVersion: rules.rulesVersion,
  };
}
