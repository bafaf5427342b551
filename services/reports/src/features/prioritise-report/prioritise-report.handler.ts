import { type Actor, commandOn, PrioritiseReport, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { CommandRunner, type CommandAnswer } from '../command-runner';

/** The report goes before or after others. */
@BusController()
export class PrioritiseReportHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.prioritiseReport)
  prioritise(
    @Message(commandOn(PrioritiseReport)) message: ReportCommandMessage<PrioritiseReport>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'PrioritiseReport',
        state: () => ({ type: 'PrioritiseReport', data: { priority: message.body.priority } }),
      },
    );
  }
}
