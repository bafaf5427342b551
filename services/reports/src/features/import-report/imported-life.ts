import { readMoment, type FieldError, type ImportedReport } from '@sportello/contracts';
import type { Municipality } from '@sportello/service-kit';
import { isBefore } from '../../domain/report';

/** In the order in which a report's life goes. */
const LATER_STEPS = ['assigned', 'started', 'resolved', 'rejected'] as const;
const MAX_NAMED = 12;

/** What an import can tell of a report. */
export type ImportedStepName = 'submitted' | (typeof LATER_STEPS)[number];

/** What is wrong with the dates, or with what the steps say together. @param now ISO 8601 */
export function problemsOfLife(report: ImportedReport, now: string): readonly FieldError[] {
  const later = LATER_STEPS.flatMap((step) => {
    const { at } = report[step] ?? {};
    return at === undefined ? [] : [{ field: `${step}.at`, at: readMoment(at) }];
  });
  const dated = [{ field: 'submittedAt', at: readMoment(report.submittedAt) }, ...later];
  const dates = dated.flatMap(({ field, at }, index) => {
    const before = dated[index - 1];
    if (isBefore(now, at)) return [{ field, message: 'lies in the future' }];
    return before && isBefore(at, before.at) ? [{ field, message: `lies before ${before.field}` }] : [];
  });
  return [...dates, ...problemsOfSteps(report)];
}

function problemsOfSteps({ assigned, started, resolved, rejected }: ImportedReport): readonly FieldError[] {
  return [
    ...((started || resolved) && !assigned
      ? [{ field: 'assigned', message: 'is missing: work begins and ends with a department in charge' }]
      : []),
    ...(resolved && rejected
      ? [{ field: 'rejected', message: 'stands beside resolved: a report comes to one end' }]
      : []),
  ];
}

/** Categories and departments that the municipality's file does not have; each with those that it has. What stood there instead is not repeated: it may be anything. */
export function problemsOfNames(
  { category, assigned }: ImportedReport,
  { categories, departments, name }: Municipality,
): readonly FieldError[] {
  const slugs = categories.map(({ slug }) => slug);
  const ids = departments.map(({ id }) => id);
  return [
    ...(slugs.includes(category) ? [] : [{ field: 'category', message: `is none of ${name}: ${someOf(slugs)}` }]),
    ...(!assigned || ids.includes(assigned.department)
      ? []
      : [{ field: 'assigned.department', message: `is none of ${name}: ${someOf(ids)}` }]),
  ];
}

function someOf(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED).join(', ');
  return names.length > MAX_NAMED ? `${shown}, ...` : shown;
}
