import { Injectable } from '@nestjs/common';
import {
  ImportedReport,
  isPlainText,
  readMoment,
  type Actor,
  type ImportOutcome,
  type ImportProblem,
  type RefusalCode,
} from '@sportello/contracts';
import { handleCommands, isRejection, reject, type Rejection } from '@sportello/event-sourcing';
import { isUnavailable, readAs, readBody, Refused, type RequestMetadata } from '@sportello/messaging';
import { KeyErased, type KeySubject } from '@sportello/postgres';
import type { Municipality } from '@sportello/service-kit';
import type { ReportCommand } from '../../domain/report';
import { commandsHandled } from '../../metrics';
import { Parts } from '../../parts';
import { hasForgotten } from '../../personal-data/forgetting';
import { reportStream } from '../../report-log';
import { ruling } from '../deadlines';
import { partsToSeal, refusalOfContent, submissionOf, toRoute, type SealedPart } from '../new-report';
import { actorRef, commandMetadata, written } from '../report-request';
import { commandsOf } from './import-commands';
import { problemOf, problemOfRejection } from './import-problem';
import { importedReport } from './imported-report';
import { problemsOfLife, problemsOfNames } from './imported-life';

/** What the lines of one request have in common. */
export interface ImportJob {
  readonly municipality: Municipality;
  /** The system that they are from. */
  readonly source: string;
  /** Nothing is written, no key is made. */
  readonly dryRun: boolean;
  readonly actor: Actor;
  readonly metadata: RequestMetadata;
}

type Done = Exclude<ImportOutcome, { outcome: 'refused' }>;

/** The way of a report out of another system: read, ask the municipality's rules, seal, append its whole life at once. */
@Injectable()
export class ReportImport {
  constructor(private readonly parts: Parts) {}

  /** One line, good or bad by itself. @throws what says that a part is down: the line may be sent again */
  async line(text: string, job: ImportJob): Promise<ImportOutcome> {
    const outcome = await this.judge(text, job);
    if (!job.dryRun) commandsHandled.inc({ command: 'ImportReport', outcome: labelOf(outcome) });
    return outcome;
  }

  private async judge(text: string, job: ImportJob): Promise<ImportOutcome> {
    let reference: string | undefined;
    try {
      const plain = readLine(text);
      if ('reference' in plain && isPlainText(plain.reference, { max: 200 })) reference = plain.reference;
      const done = await this.report(readAs(ImportedReport, plain), job);
      return isRejection(done) ? refused(reference, problemOfRejection(done)) : done;
    } catch (error) {
      const problem = problemOf(error);
      if (problem) return refused(reference, problem);
      if (isUnavailable(error)) throw error;
      const { correlationId } = job.metadata;
      this.parts.logger.error({ correlationId, err: error }, 'A report cannot be imported');
      const detail = `It cannot be imported; the log of the service says more (${correlationId})`;
      return refused(reference, { code: 'INTERNAL_ERROR', detail });
    }
  }

  /** @throws Refused */
  private async report(report: ImportedReport, job: ImportJob): Promise<Done | Rejection<RefusalCode>> {
    const { municipality, source, dryRun, actor, metadata } = job;
    const now = this.parts.clock();
    const errors = [...problemsOfLife(report, now), ...problemsOfNames(report, municipality)];
    if (errors.length > 0) throw new Refused({ code: 'INVALID_REQUEST', errors });
    const language = report.reporter?.language ?? municipality.languages[0] ?? 'it';
    const notTaken = refusalOfContent(report, municipality, language);
    if (notTaken) return notTaken;
    // The time to answer began when the citizen wrote, wherever that was.
    const ruled = ruling(toRoute(report), readMoment(report.submittedAt), municipality);
    if (!ruled) return reject('UNKNOWN_CATEGORY');

    const { importIdentity: identity, blindIndex } = this.parts;
    const { id: municipalityId } = municipality;
    const { reference } = report;
    const importer = actor.kind === 'anonymous' ? actor.kind : actor.id;
    const code = identity.code({ municipalityId, importer, source, reference });
    const sealed = dryRun ? NOTHING_SEALED : await this.seal({ municipalityId, subject: code }, report);
    const newReport = { code, channel: 'import' as const, content: report, municipalityId, language, ruled };
    const { sealedEnding, ...ofSubmission } = sealed ?? NOTHING_SEALED;
    const commands = commandsOf(
      report,
      { code, identity, origin: originOf(metadata, { municipalityId, actor, now }) },
      { submission: submissionOf({ ...newReport, ...ofSubmission }, blindIndex), sealedEnding },
    );
    return this.append({ reference, code, municipalityId, commands, dryRun, forgotten: sealed === undefined });
  }

  private async append(work: Work): Promise<Done | Rejection<RefusalCode>> {
    const { reference, code, municipalityId, commands, forgotten } = work;
    const dryRun = work.dryRun || forgotten;
    const stream = reportStream(municipalityId, code);
    const options = { assumeNew: true, dryRun };
    const handled = await handleCommands(this.parts.store, importedReport, stream, commands, options);
    if (isRejection(handled)) return handled;
    const { revision, events } = handled;
    if (events.length === 0) return { outcome: 'unchanged', reference, code };
    if (forgotten) return ERASED_HERE;
    if (revision === events.length - 1) return { outcome: 'imported', reference, code };
    // A dry run asks for no key, and learns from the log what the key would have said.
    if (dryRun && (await this.wasErased(municipalityId, code))) return ERASED_HERE;
    return { outcome: 'continued', reference, code };
  }

  private async wasErased(municipalityId: string, code: string): Promise<boolean> {
    const events = await this.parts.store.readStream(reportStream(municipalityId, code));
    return hasForgotten(events, 'reporter') || hasForgotten(events, 'text');
  }

  /** Undefined when a key was erased: then the report was imported before, and forgotten. */
  private async seal(subject: KeySubject, report: ImportedReport): Promise<Sealed | undefined> {
    const ending = written(report.resolved?.note ?? report.rejected?.reason);
    const parts: readonly SealedPart[] = [
      ...partsToSeal(report),
      ...(ending ? [{ purpose: 'text' as const, plain: ending }] : []),
    ];
    try {
      const { sealed } = await this.parts.keyring.sealWithToken(subject, parts);
      const [sealedText] = sealed;
      if (sealedText === undefined) throw new Error('The keyring sealed less than it was given');
      const reporter = parts.findIndex(({ purpose }) => purpose === 'reporter');
      return {
        sealedText,
        ...(reporter === -1 ? {} : { sealedReporter: sealed[reporter] }),
        ...(ending ? { sealedEnding: sealed.at(-1) } : {}),
      };
    } catch (error) {
      if (error instanceof KeyErased) return undefined;
      throw error;
    }
  }
}

interface Sealed {
  readonly sealedText: string;
  readonly sealedReporter?: string | undefined;
  readonly sealedEnding?: string | undefined;
}

const ERASED_HERE = reject('REPORT_TEXT_REDACTED', 'Its reporter or its text was erased here: it takes nothing more');

/** In place of ciphertexts that nobody will keep. */
const NOTHING_SEALED: Sealed = { sealedText: '' };

interface Work {
  readonly reference: string;
  readonly code: string;
  readonly municipalityId: string;
  readonly commands: readonly ReportCommand[];
  readonly dryRun: boolean;
  readonly forgotten: boolean;
}

/** @throws Refused */
function readLine(text: string): object {
  try {
    return readBody(Buffer.from(text));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused({ code: 'MALFORMED_REQUEST', detail: 'The line is not one JSON object, or is nested too deep' });
  }
}

function originOf(
  metadata: RequestMetadata,
  { municipalityId, actor, now }: { readonly municipalityId: string; readonly actor: Actor; readonly now: string },
): ReturnType<typeof commandMetadata> {
  const { commandId: _ofEach, bodyHmac: _likewise, ...request } = metadata;
  return commandMetadata(request, { commandId: '', municipalityId, actor: actorRef(actor, 'service'), now });
}

/** As the metric of all commands has it. */
function labelOf(outcome: ImportOutcome): string {
  if (outcome.outcome === 'refused') return outcome.problem.code;
  return outcome.outcome === 'unchanged' ? 'unchanged' : 'done';
}

function refused(reference: string | undefined, problem: ImportProblem): ImportOutcome {
  return { outcome: 'refused', ...(reference === undefined ? {} : { reference }), problem };
}
