import { type Actor, IsMoment, IsReportCode, readMoment, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { Matches } from 'class-validator';
import { CommandRunner, type CommandAnswer } from '../command-runner';

/** The message of `reports.escalate`: a service has no municipality of its own, so it names one. */
export class EscalateReportMessage {
  @Matches(/^[a-z0-9-]{2,32}$/, { message: 'municipalityId must be the id of a municipality' })
  municipalityId!: string;

  @IsReportCode()
  code!: string;

  /** The deadline that was seen to pass. */
  @IsMoment()
  dueBy!: string;
}

/** The deadline passed with the report still open. */
@BusController()
export class EscalateReportHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.escalateReport)
  escalate(
    @Message() { municipalityId, code, dueBy }: EscalateReportMessage,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    const passed = readMoment(dueBy);
    return this.commands.run(
      { message: { code, body: {} }, actor, metadata },
      { command: 'EscalateReport', state: () => ({ type: 'EscalateReport', data: { dueBy: passed } }) },
      municipalityId,
    );
  }
}
