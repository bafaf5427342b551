import type { ReroutedReport, RoutedView, RoutingTrial } from '@sportello/contracts';
import { MunicipalityFileError, withDraftRouting, type Municipality } from '@sportello/service-kit';
import { answersIn, looksAtAnswers, RoutingRules } from '../features/routing';
import { UNRECORDED } from '../personal-data/reads/reading';
import type { OpenedText, SealedTexts } from '../personal-data/sealed-texts';
import type { Submission } from './submissions';

/**
 * The Comune as it would be under these `areas` and `routing`, or everything that is wrong with them.
 * @param maxComparisons of sides in the outlines of the areas; absent: as many as for a file
 */
export function draftOf(
  municipality: Municipality,
  draft: object,
  maxComparisons?: number,
): Municipality | { readonly wrong: MunicipalityFileError } {
  try {
    return withDraftRouting(municipality, draft, maxComparisons);
  } catch (error) {
    if (!(error instanceof MunicipalityFileError)) throw error;
    return { wrong: error };
  }
}

/**
 * Whether where a report would have gone tells something of what was answered, or of where: whoever asks often enough can read it off. Then it is
 * written down who asks.
 */
export function looksCloser({ routing = [] }: Municipality): boolean {
  return routing.some(({ when }) => when.answers !== undefined || when.areas !== undefined);
}

/**
 * Asks drafted rules about submissions as they came in. It writes nothing. Of the answers nothing leaves: only where the reports would have gone.
 */
export class DraftedRouting {
  private readonly rules = new RoutingRules();
  private readonly needsAnswers: boolean;
  private readonly tally = new Tally();

  constructor(
    private readonly drafted: Municipality,
    private readonly sealedTexts: Pick<SealedTexts, 'open'>,
  ) {
    this.needsAnswers = looksAtAnswers(drafted);
  }

  /** @returns those for which the draft changes anything */
  async take(found: readonly Submission[]): Promise<readonly ReroutedReport[]> {
    const texts = this.needsAnswers ? await this.textsOf(found) : [];
    return found.flatMap((submission, index) => {
      const would = this.routeOf(submission, texts[index]);
      return this.tally.take(submission, would, this.needsAnswers && texts[index] === undefined);
    });
  }

  /** What all of them came to, up to now. */
  result(): RoutingTrial {
    return this.tally.result();
  }

  private textsOf(found: readonly Submission[]): Promise<readonly (OpenedText | undefined)[]> {
    const municipalityId = this.drafted.id;
    const sealed = found.map(({ data }) => ({ municipalityId, code: data.code, sealed: data.sealedText }));
    // Whoever asks has written down who asks: of answers nothing is shown, where the reports would go is.
    return this.sealedTexts.open(sealed, UNRECORDED);
  }

  private routeOf({ submittedAt, data }: Submission, text: OpenedText | undefined): RoutedView {
    const { kind, category, channel, location, proposedDepartment } = data;
    const ofCategory = this.drafted.categories.find(({ slug }) => slug === category)?.department ?? proposedDepartment;
    const facts = { kind, category, channel, answers: answersIn(text), location, submittedAt };
    const routed = this.rules.of(facts, this.drafted);
    return view(routed?.department ?? ofCategory, routed?.priority, routed?.routingRule);
  }
}

function view(department: string, priority = 'normal', rule?: string): RoutedView {
  return { department, priority, ...(rule === undefined ? {} : { rule }) };
}

class Tally {
  private reports = 0;
  private changed = 0;
  private withoutAnswers = 0;
  private readonly departments = new Map<string, { was: number; would: number }>();

  /** @returns the report when the draft changes anything for it */
  take({ submittedAt, data }: Submission, would: RoutedView, answersAreLost: boolean): readonly ReroutedReport[] {
    const { code, kind, category, proposedDepartment, priority, routingRule } = data;
    const was = view(proposedDepartment, priority, routingRule);
    this.reports += 1;
    if (answersAreLost) this.withoutAnswers += 1;
    this.of(was.department).was += 1;
    this.of(would.department).would += 1;
    if (was.department === would.department && was.priority === would.priority) return [];
    this.changed += 1;
    return [{ code, submittedAt, kind, category, was, would }];
  }

  result(): RoutingTrial {
    const { reports, changed, withoutAnswers } = this;
    return { reports, changed, withoutAnswers, departments: Object.fromEntries(this.departments) };
  }

  private of(department: string): { was: number; would: number } {
    const known = this.departments.get(department) ?? { was: 0, would: 0 };
    this.departments.set(department, known);
    return known;
  }
}
