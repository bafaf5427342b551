import fc from 'fast-check';
import { canary } from './canaries';
import type { PlantedFollow } from './follows';
import type { Caller, Member } from './members';
import type { Asking } from './oracle';
import type { Planted } from './reports';
import { ROUTES } from './routes';
import type { Template } from './templates';
import type { World } from './world';

/** By what of `other` a list is narrowed: a word that it alone holds, its category, its department, its code; or filled in for it. */
export const NARROWINGS = ['word', 'category', 'department', 'report', 'filled'] as const;
export type Narrowing = (typeof NARROWINGS)[number];

/** The operation as it is described; HEAD in place of its GET; or a method that its path does not take. */
export type Way = 'described' | 'head' | 'another';

/** One request, before it has an address. */
export interface Generated extends Asking {
  readonly operation: string;
  readonly way: Way;
  /** The Comune is named by the host, while the header names another, which must not count. */
  readonly byHost: boolean;
  /** The report in its path. */
  readonly about: Planted;
  /** The report whose file, or whose words, it asks for. */
  readonly other: Planted;
  readonly member: Member;
  readonly follow: PlantedFollow;
  readonly template: Template;
  readonly narrowing?: Narrowing;
  readonly geoJson: boolean;
  /** What is sent as the token of a report: that of `holds`, or one that is none. */
  readonly reportToken?: string;
}

const ANYBODY: Caller = { roles: [], departments: [] };

/** Requests of these callers, for what there is in the world. */
export function anyRequest(callers: readonly Caller[], world: World): fc.Arbitrary<Generated> {
  const seldom = fc.integer({ min: 0, max: 3 }).map((number) => number === 0);
  const report = fc.constantFrom(...world.reports);
  const municipalities = [...new Set(world.reports.map(({ municipality }) => municipality))];
  return fc
    .record({
      operation: fc.constantFrom(...Object.keys(ROUTES)),
      way: fc.oneof(
        { weight: 8, arbitrary: fc.constant<Way>('described') },
        { weight: 1, arbitrary: fc.constantFrom<Way>('head', 'another') },
      ),
      byHost: fc.boolean(),
      ...{ abroad: seldom, pick: fc.nat() },
      about: report,
      other: report,
      member: fc.constantFrom(...world.members),
      follow: fc.constantFrom(...world.follows),
      template: fc.constantFrom(...world.templates),
      geoJson: fc.boolean(),
      narrowing: fc.option(fc.constantFrom(...NARROWINGS), { freq: 3, nil: undefined }),
      // Mostly the Comune of the report, and its own staff: else little gets further than the first check.
      elsewhere: fc.option(fc.constantFrom(...municipalities), { freq: 3 }),
      same: seldom,
      holding: fc.constantFrom('nothing', 'its own', 'another', 'forged'),
    })
    .map(({ elsewhere, holding, narrowing, abroad, pick, same, ...request }) => {
      const municipality = elsewhere ?? request.about.municipality;
      const near = callers.filter((one) => abroad || (one.municipality ?? municipality) === municipality);
      const other = same ? request.about : request.other;
      return {
        ...{ ...request, municipality, other, caller: near[pick % near.length] ?? ANYBODY },
        ...narrowedAs(request.operation, narrowing),
        ...held(holding, { about: request.about, other }),
      };
    });
}

function narrowedAs(operation: string, narrowing: Narrowing | undefined): Pick<Generated, 'narrowing'> {
  const takes = ROUTES[operation]?.takes ?? [];
  return narrowing !== undefined && takes.includes(narrowing) ? { narrowing } : {};
}

function held(
  holding: string,
  { about, other }: Pick<Generated, 'about' | 'other'>,
): Pick<Generated, 'holds' | 'reportToken'> {
  switch (holding) {
    case 'its own':
      return { holds: about, reportToken: about.token };
    case 'another':
      return { holds: other, reportToken: other.token };
    case 'forged':
      return { reportToken: `${about.token.slice(0, -4)}AAAA` };
    default:
      return {};
  }
}

/** The query that narrows a list. */
export function narrowingQuery({ narrowing, other }: Generated): Readonly<Record<string, string>> {
  switch (narrowing) {
    case 'word':
      return { q: canary(other.number, 'subject') };
    case 'category':
      return { category: other.category };
    case 'department':
      return { department: other.department };
    case 'report':
      return { code: other.code };
    case 'filled':
      return { report: other.code };
    case undefined:
      return {};
    default:
      return narrowing satisfies never;
  }
}

/** Whether a report is left by it. */
export function isLeft({ narrowing, other }: Generated, report: Planted): boolean {
  switch (narrowing) {
    case 'word':
    case 'report':
    case 'filled':
      return report === other;
    case 'category':
      return report.category === other.category;
    case 'department':
      return report.department === other.department;
    case undefined:
      return true;
    default:
      return narrowing satisfies never;
  }
}
