import { Injectable } from '@nestjs/common';
import type { CommandReply, RefusalCode } from '@sportello/contracts';
import {
  ExpectedRevisionConflict,
  handleCommand,
  isRejection,
  reject,
  type Handled,
  type Rejection,
} from '@sportello/event-sourcing';
import { Refused } from '@sportello/messaging';
import { KeyErased } from '@sportello/postgres';
import type { Municipality } from '@sportello/service-kit';
import type { ReportCommand, ReportCommandType, ReportEvent } from '../domain/report';
import { commandSeconds, commandsHandled } from '../metrics';
import { Parts } from '../parts';
import { reportStream } from '../report-log';
import { knownReport, rightsOf, type KnownReport } from '../rights/known-report';
import { relationTo } from '../rights/relations';
import { refusalOf } from '../rights/report-policy';
import { actorRef, commandMetadata, givenCommandId, type ReportRequest } from './report-request';

/** A command without its metadata. */
export type StatedCommand = ReportCommand extends infer One
  ? One extends ReportCommand
    ? Pick<One, 'type' | 'data'>
    : never
  : never;

/** What a use case may look at while it states its command. */
export interface FoundReport extends KnownReport {
  readonly municipality: Municipality;
  readonly now: string;
  /** `{ sealedText }` when the use case has a text, else empty: to be spread into the command's data. */
  readonly sealed: { readonly sealedText?: string };
}

/** One use case: which command, which text people wrote, and what the command says of the report that was found. */
export interface CommandPlan {
  readonly command: Exclude<ReportCommandType, 'SubmitReport'>;
  /** Sealed under the report's `text` key before the rules are asked. */
  readonly text?: object | undefined;
  /**
   * Once the texts of a report were redacted it takes no new ones. A command that its sender cannot give without a text is then done
   * without it: the report must still come to an end. Any other is refused with `REPORT_TEXT_REDACTED`.
   */
  readonly doneWithoutText?: boolean;
  /** Asked again when another command came in between. */
  readonly state: (
    found: FoundReport,
  ) => StatedCommand | Rejection<RefusalCode> | Promise<StatedCommand | Rejection<RefusalCode>>;
}

export type CommandAnswer = CommandReply | Rejection<RefusalCode>;

/** The way of every command on an existing report: read, authorise, seal, state, decide, append, answer. */
@Injectable()
export class CommandRunner {
  constructor(private readonly parts: Parts) {}

  /** @param municipalityId of a service actor, which has none of its own */
  async run(request: ReportRequest, plan: CommandPlan, municipalityId?: string): Promise<CommandAnswer> {
    const stop = commandSeconds.startTimer({ command: plan.command });
    const answer = await this.handle(request, plan, this.municipality(request, municipalityId));
    stop();
    const outcome = isRejection(answer) ? answer.code : answer.events.length > 0 ? 'done' : 'unchanged';
    commandsHandled.inc({ command: plan.command, outcome });
    return isRejection(answer) ? answer : replyOf(answer);
  }

  private async handle(
    { message, actor, metadata }: ReportRequest,
    plan: CommandPlan,
    municipality: Municipality,
  ): Promise<Handled<KnownReport, ReportEvent> | Rejection<RefusalCode>> {
    const { code, expectedRevision } = message;
    const commandId = givenCommandId(metadata);
    const now = this.parts.clock();
    const isReporter = await this.holdsToken(municipality.id, code, message.reportToken);
    let seal: Promise<string | undefined> | undefined;

    const prepare = async (known: KnownReport): Promise<ReportCommand | Rejection<RefusalCode>> => {
      if (known.state.status === 'none') return reject('REPORT_NOT_FOUND');
      const report = rightsOf(known);
      const relation = relationTo(report, actor, isReporter);
      // Who repeats a command may have lost the right by that very command, and is still owed its answer.
      const repeated = known.state.handled.has(commandId);
      const refusal = repeated ? undefined : refusalOf(plan.command, report, relation);
      if (refusal) return reject(refusal);
      const sealedText =
        plan.text && !repeated && !known.state.textRedacted
          ? await (seal ??= this.seal(municipality.id, code, plan.text))
          : undefined;
      const sealed = sealedText === undefined ? {} : { sealedText };
      const stated = await plan.state({ ...known, municipality, now, sealed });
      if (isRejection(stated)) return stated;
      const origin = { commandId, municipalityId: municipality.id, actor: actorRef(actor, relation), now };
      const command: ReportCommand = { ...stated, metadata: commandMetadata(metadata, origin) };
      const textIsLost = plan.text !== undefined && !repeated && sealedText === undefined;
      return textIsLost && plan.doneWithoutText !== true ? refusedWithoutText(command, known) : command;
    };

    const options = expectedRevision === undefined ? {} : { expectedRevision };
    try {
      return await handleCommand(this.parts.store, knownReport, reportStream(municipality.id, code), prepare, options);
    } catch (error) {
      if (error instanceof ExpectedRevisionConflict)
        return reject('SERVICE_UNAVAILABLE', 'Too many commands on this report at once');
      throw error;
    }
  }

  private municipality({ actor }: ReportRequest, ofService: string | undefined): Municipality {
    const id = actor.kind === 'service' ? ofService : actor.municipalityId;
    const municipality = id === undefined ? undefined : this.parts.municipalities.byId(id);
    if (!municipality) throw new Refused({ code: 'UNKNOWN_MUNICIPALITY' });
    return municipality;
  }

  private async holdsToken(municipalityId: string, code: string, token: string | undefined): Promise<boolean> {
    return token !== undefined && (await this.parts.keyring.tokenMatches(municipalityId, code, token));
  }

  private async seal(municipalityId: string, subject: string, plain: object): Promise<string | undefined> {
    try {
      const [sealed] = await this.parts.keyring.seal([{ municipalityId, subject, purpose: 'text', plain }]);
      return sealed;
    } catch (error) {
      if (error instanceof KeyErased) return undefined;
      throw error;
    }
  }
}

/** The rules are asked first: what the report does not allow, it does not allow whatever was written. */
function refusedWithoutText(command: ReportCommand, known: KnownReport): Rejection<RefusalCode> {
  const decision = knownReport.decider.decide(command, known);
  if (isRejection(decision)) return decision;
  return reject('REPORT_TEXT_REDACTED', 'The texts of this report were redacted: it takes no new ones');
}

function replyOf({ state: { state }, revision }: Handled<KnownReport, ReportEvent>): CommandReply {
  if (state.status === 'none') throw new Error('A command was handled on a report that is not there');
  return { code: state.code, status: state.status, revision };
}
