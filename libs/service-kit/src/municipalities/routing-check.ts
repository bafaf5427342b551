import { isDeepStrictEqual } from 'node:util';
import type { Area, Category, Department, RoutingRule } from './municipality';
import type { RulesProblem } from './rules-check';

type When = RoutingRule['when'];

interface Rules {
  readonly departments: readonly Department[];
  readonly categories: readonly Category[];
  readonly areas?: readonly Area[];
  readonly routing?: readonly RoutingRule[];
}

/** References of routing rules that lead nowhere, and rules that no report can reach. */
export function problemsOfRouting(rules: Rules): RulesProblem[] {
  const { routing = [] } = rules;
  return routing.flatMap((rule, index) => [
    ...problemsOfRule(rule, ['routing', index], rules),
    ...routing
      .slice(0, index)
      .filter((earlier) => covers(earlier.when, rule.when))
      .slice(0, 1)
      .map(({ id }) => ({
        path: ['routing', index],
        reason: `no report reaches rule ${rule.id}: whatever fits it fits ${id}, which stands before it`,
      })),
  ]);
}

function problemsOfRule({ id, when, then }: RoutingRule, path: RulesProblem['path'], rules: Rules): RulesProblem[] {
  const unknown = (
    what: string,
    named: readonly string[],
    known: readonly string[],
    at: readonly (string | number)[],
  ): RulesProblem[] =>
    named
      .filter((name) => !known.includes(name))
      .map((name) => ({ path: [...path, ...at], reason: `rule ${id} names an unknown ${what}, ${name}` }));
  const departments = rules.departments.map((department) => department.id);
  return [
    ...unknown(
      'category',
      when.categories ?? [],
      rules.categories.map(({ slug }) => slug),
      ['when', 'categories'],
    ),
    ...unknown(
      'area',
      when.areas ?? [],
      (rules.areas ?? []).map((area) => area.id),
      ['when', 'areas'],
    ),
    ...unknown('department', then.department === undefined ? [] : [then.department], departments, [
      'then',
      'department',
    ]),
    ...Object.entries(when.answers ?? {}).flatMap(([question, choices]) => {
      const at = ['when', 'answers', question];
      const asked = rules.categories
        .filter(({ slug }) => when.categories?.includes(slug) ?? true)
        .flatMap(({ questions }) => questions.filter((one) => one.id === question && one.type === 'choice'));
      const offered = asked.flatMap(({ choices: all = [] }) => all.map((choice) => choice.id));
      return asked.length === 0
        ? [
            {
              path: [...path, ...at],
              reason: `rule ${id} looks at ${question}, a choice that none of its categories asks for`,
            },
          ]
        : unknown(`choice of ${question}`, choices, offered, at);
    }),
  ];
}

/** True when whatever fits `later` fits `earlier` too. */
function covers(earlier: When, later: When): boolean {
  const holds = (wide: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean =>
    wide === undefined || (narrow?.every((name) => wide.includes(name)) ?? false);
  return (
    holds(earlier.categories, later.categories) &&
    holds(earlier.kinds, later.kinds) &&
    holds(earlier.areas, later.areas) &&
    holds(earlier.channels, later.channels) &&
    Object.entries(earlier.answers ?? {}).every(([question, choices]) => holds(choices, later.answers?.[question])) &&
    (earlier.times === undefined || isDeepStrictEqual(earlier.times, later.times))
  );
}
