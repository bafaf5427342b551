import { UNRECORDED } from '../../personal-data/reads/reading';
import type { SealedTexts } from '../../personal-data/sealed-texts';
import type { Coordinates, ReportCommandOf, ReportKind } from '../../domain/report';
import type { FoundReport } from '../command-runner';
import { answersIn, looksAtAnswers, RoutingRules } from '../routing';

/** What a corrected report is from now on. */
export interface Corrected {
  readonly kind: ReportKind;
  readonly category: string;
  readonly location: Coordinates | undefined;
}

/** What goes into the events of the correction. */
export type Routed = Pick<
  ReportCommandOf<'RelocateReport'>['data'],
  'proposedDepartment' | 'rulesVersion' | 'priority' | 'routingRule'
>;

/** Asks the rules of today again about reports that turn out to be other than they came in. */
export class RoutingAnew {
  private readonly rules = new RoutingRules();

  constructor(private readonly texts: Pick<SealedTexts, 'open'>) {}

  /**
   * Where the report would have gone had it come in so. Nothing once somebody is in charge, for that is what people decided; and no priority where a
   * person gave one.
   */
  async of(found: FoundReport, corrected: Corrected): Promise<Routed> {
    const { state, municipality, routable, submittedAt } = found;
    if (state.department !== undefined || !routable || submittedAt === undefined) return {};
    const { channel, priorityByHand } = routable;
    const answers = looksAtAnswers(municipality) ? await this.answersOf(found) : {};
    const rule = this.rules.of({ ...corrected, channel, answers, submittedAt }, municipality);
    const ofCategory = municipality.categories.find(({ slug }) => slug === corrected.category)?.department;
    const proposedDepartment = rule?.department ?? ofCategory ?? found.proposedDepartment;
    const { priority = 'normal', routingRule } = rule ?? {};
    return {
      rulesVersion: municipality.rulesVersion,
      ...(proposedDepartment === undefined ? {} : { proposedDepartment }),
      ...(priorityByHand || priority === state.priority ? {} : { priority }),
      ...(routingRule === undefined ? {} : { routingRule }),
    };
  }

  /** None once the texts were redacted, also while their key is still being destroyed. */
  private async answersOf({ state, municipality, routable }: FoundReport): Promise<Readonly<Record<string, string>>> {
    if (state.textRedacted) return {};
    const submission = { municipalityId: municipality.id, code: state.code, sealed: routable?.sealedText };
    const [text] = await this.texts.open([submission], UNRECORDED);
    return answersIn(text);
  }
}
