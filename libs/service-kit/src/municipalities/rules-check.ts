import { IANAZone } from 'luxon';
import type { Area, Category, Department, Holidays, Retention, RoutingRule, Security } from './municipality';
import { problemsOfRetention } from './retention-check';
import { problemsOfRouting } from './routing-check';
import { problemsOfSecurity } from './security-check';

export interface RulesProblem {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** What a schema cannot say: names that must be distinct, references that must lead somewhere, days that exist. */
export function problemsOfRules(rules: {
  readonly timeZone: string;
  readonly hosts: readonly string[];
  readonly departments: readonly Department[];
  readonly categories: readonly Category[];
  readonly areas?: readonly Area[];
  readonly routing?: readonly RoutingRule[];
  readonly holidays: Holidays;
  readonly security?: Security;
  readonly retention?: Retention;
  readonly reopenDays: number;
}): RulesProblem[] {
  return [
    ...repeated(rules.hosts, 'host', (index) => ['hosts', index]),
    ...repeated(
      rules.departments.map(({ id }) => id),
      'department',
      (index) => ['departments', index, 'id'],
    ),
    ...repeated(
      rules.categories.map(({ slug }) => slug),
      'category',
      (index) => ['categories', index, 'slug'],
    ),
    ...rules.categories.flatMap((category, index) => problemsOfCategory(category, index, rules.departments)),
    ...repeated(
      (rules.areas ?? []).map(({ id }) => id),
      'area',
      (index) => ['areas', index, 'id'],
    ),
    ...repeated(
      (rules.routing ?? []).map(({ id }) => id),
      'routing rule',
      (index) => ['routing', index, 'id'],
    ),
    ...problemsOfRouting(rules),
    ...problemsOfSecurity(rules),
    ...problemsOfRetention(rules),
    ...problemsOfPatron(rules.holidays),
    ...(IANAZone.isValidZone(rules.timeZone)
      ? []
      : [{ path: ['timeZone'], reason: `${rules.timeZone} is not a time zone of the IANA database` }]),
  ];
}

function problemsOfCategory(category: Category, index: number, departments: readonly Department[]): RulesProblem[] {
  const path = ['categories', index];
  const problems: RulesProblem[] = repeated(
    category.questions.map(({ id }) => id),
    'question',
    (question) => [...path, 'questions', question, 'id'],
  );
  if (!departments.some(({ id }) => id === category.department)) {
    problems.push({
      path: [...path, 'department'],
      reason: `category ${category.slug} goes to an unknown department, ${category.department}`,
    });
  }
  for (const [place, { id, choices = [] }] of category.questions.entries()) {
    problems.push(
      ...repeated(
        choices.map((choice) => choice.id),
        `choice of question ${id}`,
        (choice) => [...path, 'questions', place, 'choices', choice, 'id'],
      ),
    );
  }
  return problems;
}

/** In no leap year, so that the day exists every year. */
function problemsOfPatron({ patron }: Holidays): RulesProblem[] {
  if (!patron) return [];
  const day = new Date(Date.UTC(2001, patron.month - 1, patron.day));
  return day.getUTCMonth() === patron.month - 1
    ? []
    : [{ path: ['holidays', 'patron', 'day'], reason: `there is no day ${patron.day} in month ${patron.month}` }];
}

function repeated(
  values: readonly string[],
  what: string,
  pathOf: (index: number) => readonly (string | number)[],
): RulesProblem[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index ? [{ path: pathOf(index), reason: `${what} ${value} is there twice` }] : [],
  );
}
