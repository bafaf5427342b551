import { type Actor, commandOn, Nothing, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { CommandRunner, type CommandAnswer } from '../command-runner';

/** The texts of the report must not be read any more; a process manager destroys their key. */
@BusController()
export class RedactTextHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.redactText)
  redact(
    @Message(commandOn(Nothing)) message: ReportCommandMessage<Nothing>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'RedactText',
        state: () => ({ type: 'RedactText', data: { reason: 'request' } }),
      },
    );
  }
}
