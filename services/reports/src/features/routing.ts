import { contains, type Municipality } from '@sportello/service-kit';
import type { Coordinates } from '../domain/report';
import { preparedRules, type FactsToRoute, type Routed } from '../domain/routing-rules';
import { clockTime } from '../domain/sla-calendar';
import type { OpenedText } from '../personal-data/sealed-texts';

/** A new report as it arrives. */
export interface NewReport extends Pick<FactsToRoute, 'kind' | 'category' | 'channel' | 'answers'> {
  readonly location: Coordinates | undefined;
  /** ISO 8601. */
  readonly submittedAt: string;
}

type Rules = ReturnType<typeof preparedRules>;

/** The routing rules of the Comuni, each made ready once for as long as its file stays what it is. */
export class RoutingRules {
  private readonly prepared = new WeakMap<Municipality, Rules>();

  /** What the first rule that fits says; undefined when none does: then the category decides. */
  of(report: NewReport, municipality: Municipality): Routed | undefined {
    const { routing = [] } = municipality;
    if (routing.length === 0) return undefined;
    const rules = this.prepared.get(municipality) ?? preparedRules(routing);
    this.prepared.set(municipality, rules);
    return rules({
      ...report,
      isIn: (id) => isIn(municipality, id, report.location),
      at: () => clockTime(report.submittedAt, municipality.timeZone),
    });
  }
}

/** Whether any rule wants to know what was answered: answers are sealed, and opening them costs something. */
export function looksAtAnswers({ routing = [] }: Municipality): boolean {
  return routing.some(({ when }) => when.answers !== undefined);
}

/** The answers in the text of a submission; none when nobody can read it any more. */
export function answersIn(text: OpenedText | undefined): Readonly<Record<string, string>> {
  const answers = text?.['answers'];
  return typeof answers === 'object' && answers !== null ? (answers as Readonly<Record<string, string>>) : {};
}

function isIn({ areas = [] }: Municipality, id: string, location: Coordinates | undefined): boolean {
  const area = areas.find((one) => one.id === id);
  return location !== undefined && area !== undefined && contains(area, location);
}
