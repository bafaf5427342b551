import type { ReroutedReport, RoutedView, RoutingTrial } from '@sportello/contracts';
import { parseStreamName, readLog, type StoredEvent } from '@sportello/event-sourcing';
import type { Municipality, OperationRun } from '@sportello/service-kit';
import type { ReportEventOf } from '../domain/report';
import { RoutingRules } from '../features/routing';
import type { Parts } from '../parts';
import { UNRECORDED } from '../personal-data/reads/reading';
import type { OpenedText } from '../personal-data/sealed-texts';
import { decodeReport, REPORT_STREAMS } from '../report-log';

interface Submission {
  readonly submittedAt: string;
  readonly data: ReportEventOf<'report.submitted'>['data'];
}

/** The stretch of time in which reports were submitted: from `from` up to before `to`; ISO 8601. */
export interface TrialWindow {
  readonly from: string;
  readonly to: string;
}

/**
 * Goes through the log and asks the drafted rules about each submission as it came in, whatever became of it since. It writes nothing. Of the
 * answers nothing leaves: only where the report would have gone.
 */
export function routingTrial(
  { store, texts: sealedTexts }: Pick<Parts, 'store' | 'texts'>,
  drafted: Municipality,
  window: TrialWindow,
): (run: OperationRun) => Promise<RoutingTrial> {
  const rules = new RoutingRules();
  const looksAtAnswers = drafted.routing?.some(({ when }) => when.answers !== undefined) ?? false;
  return async ({ signal, progress, give }) => {
    const trial = new Tally();
    let events = 0;
    for await (const page of readLog(store, { filter: REPORT_STREAMS, signal })) {
      const found = page.events.flatMap((event) => submissionIn(event, drafted.id, window));
      const texts = looksAtAnswers ? await textsOf(found, drafted.id, sealedTexts) : [];
      const rerouted = found.flatMap((submission, index) => {
        const would = routeOf(submission, texts[index], drafted, rules);
        return trial.take(submission, would, looksAtAnswers && texts[index] === undefined);
      });
      if (rerouted.length > 0) await give(rerouted);
      progress((events += page.events.length));
    }
    return trial.result();
  };
}

function submissionIn(stored: StoredEvent, municipalityId: string, { from, to }: TrialWindow): readonly Submission[] {
  if (stored.type !== 'report.submitted' || parseStreamName(stored.stream).municipalityId !== municipalityId) return [];
  const { event } = decodeReport(stored);
  const { occurredAt } = event.metadata;
  const isWithin = Date.parse(occurredAt) >= Date.parse(from) && Date.parse(occurredAt) < Date.parse(to);
  return event.type === 'report.submitted' && isWithin ? [{ submittedAt: occurredAt, data: event.data }] : [];
}

function textsOf(
  found: readonly Submission[],
  municipalityId: string,
  sealedTexts: Parts['texts'],
): Promise<readonly (OpenedText | undefined)[]> {
  const sealed = found.map(({ data }) => ({ municipalityId, code: data.code, sealed: data.sealedText }));
  return sealedTexts.open(sealed, UNRECORDED);
}

function routeOf(
  { submittedAt, data }: Submission,
  text: OpenedText | undefined,
  drafted: Municipality,
  rules: RoutingRules,
): RoutedView {
  const { kind, category, channel, location, proposedDepartment } = data;
  const ofCategory = drafted.categories.find(({ slug }) => slug === category)?.department ?? proposedDepartment;
  const routed = rules.of({ kind, category, channel, answers: answersIn(text), location, submittedAt }, drafted);
  return view(routed?.department ?? ofCategory, routed?.priority, routed?.routingRule);
}

function view(department: string, priority = 'normal', rule?: string): RoutedView {
  return { department, priority, ...(rule === undefined ? {} : { rule }) };
}

function answersIn(text: OpenedText | undefined): Readonly<Record<string, string>> {
  const answers = text?.['answers'];
  return typeof answers === 'object' && answers !== null ? (answers as Readonly<Record<string, string>>) : {};
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
