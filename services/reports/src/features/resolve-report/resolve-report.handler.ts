import { type Actor, commandOn, type ReportCommandMessage, ResolveReport, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { written } from '../report-request';

/** The office has done what it will do. */
@BusController()
export class ResolveReportHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.resolveReport)
  resolve(
    @Message(commandOn(ResolveReport)) message: ReportCommandMessage<ResolveReport>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'ResolveReport',
        text: written(message.body.note),
        state: ({ sealed }) => ({ type: 'ResolveReport', data: { ...sealed, outcome: message.body.outcome } }),
      },
    );
  }
}
