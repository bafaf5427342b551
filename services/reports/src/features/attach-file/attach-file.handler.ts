import { type Actor, AttachFile, commandOn, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { CommandRunner, type CommandAnswer } from '../command-runner';

/** A file joins a report that is there already. The file itself is the gateway's; here is only its id. */
@BusController()
export class AttachFileHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.attachFile)
  attach(
    @Message(commandOn(AttachFile)) message: ReportCommandMessage<AttachFile>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    const { attachment } = message.body;
    return this.commands.run(
      { message, actor, metadata },
      { command: 'AttachFile', state: () => ({ type: 'AttachFile', data: { attachment } }) },
    );
  }
}
