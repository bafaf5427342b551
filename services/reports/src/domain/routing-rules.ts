import type { ReportChannel, ReportKind, ReportPriority } from './report/events';
import type { ClockTime } from './sla-calendar';

/** A rule as a municipality's file has it. All that `when` names must fit; what it leaves out fits all. */
export interface RoutingRule {
  readonly id: string;
  readonly when: {
    readonly categories?: readonly string[];
    readonly kinds?: readonly ReportKind[];
    readonly areas?: readonly string[];
    readonly channels?: readonly ReportChannel[];
    readonly answers?: Readonly<Record<string, readonly string[]>>;
    readonly times?: readonly { readonly days?: readonly string[]; readonly from: string; readonly to: string }[];
  };
  readonly then: { readonly department?: string; readonly priority?: ReportPriority };
}

/** What a new report shows to the rules. Asking for place and time costs something, and most rules do not. */
export interface FactsToRoute {
  readonly kind: ReportKind;
  readonly category: string;
  readonly channel: ReportChannel;
  readonly answers: Readonly<Record<string, string>>;
  /** Whether its place lies in the area; false without a place. */
  readonly isIn: (area: string) => boolean;
  readonly at: () => ClockTime;
}

/** What the first rule that fits says; which one goes into the event. */
export interface Routed {
  readonly routingRule: string;
  readonly department?: string;
  readonly priority?: ReportPriority;
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

type Test = (facts: FactsToRoute) => boolean;

/** Makes the rules ready to be asked by every new report, in order: the first that fits decides, alone. */
export function preparedRules(rules: readonly RoutingRule[]): (facts: FactsToRoute) => Routed | undefined {
  const prepared = rules.map(({ id, when, then }) => ({ tests: testsOf(when), routed: { routingRule: id, ...then } }));
  return (facts) => prepared.find(({ tests }) => tests.every((test) => test(facts)))?.routed;
}

/** The cheap ones first. */
function testsOf({ categories, kinds, channels, answers = {}, areas, times }: RoutingRule['when']): readonly Test[] {
  const tests: (Test | undefined)[] = [
    categories && oneOf(categories, ({ category }) => category),
    kinds && oneOf(kinds, ({ kind }) => kind),
    channels && oneOf(channels, ({ channel }) => channel),
    ...Object.entries(answers).map(([question, choices]) => oneOf(choices, (facts) => facts.answers[question] ?? '')),
    times && timesTest(times),
    areas && (({ isIn }) => areas.some(isIn)),
  ];
  return tests.filter((test) => test !== undefined);
}

function oneOf(allowed: readonly string[], of: (facts: FactsToRoute) => string): Test {
  const set = new Set(allowed);
  return (facts) => set.has(of(facts));
}

function timesTest(times: NonNullable<RoutingRule['when']['times']>): Test {
  const spans = times.map(({ days = DAYS, from, to }) => ({
    days: new Set(days.map((day) => DAYS.indexOf(day))),
    from: minutesOf(from),
    to: minutesOf(to),
  }));
  return ({ at }) => {
    const { weekday, minute } = at();
    const yesterday = (weekday + 6) % 7;
    return spans.some(({ days, from, to }) =>
      from < to
        ? days.has(weekday) && from <= minute && minute < to
        : (days.has(weekday) && from <= minute) || (days.has(yesterday) && minute < to),
    );
  };
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
