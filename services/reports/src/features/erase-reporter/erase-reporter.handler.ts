import { type Actor, commandOn, Nothing, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { CommandRunner, type CommandAnswer } from '../command-runner';

/** The reporter must be forgotten; a process manager destroys the key of name and contacts. */
@BusController()
export class EraseReporterHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.eraseReporter)
  erase(
    @Message(commandOn(Nothing)) message: ReportCommandMessage<Nothing>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'EraseReporter',
        state: () => ({ type: 'EraseReporter', data: { reason: 'request' } }),
      },
    );
  }
}
