import { type Actor, commandOn, type ReportCommandMessage, RequestInformation, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { written } from '../report-request';

/** The office asks the reporter something and waits; the clock stops. */
@BusController()
export class RequestInformationHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.requestInformation)
  ask(
    @Message(commandOn(RequestInformation)) message: ReportCommandMessage<RequestInformation>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'RequestInformation',
        text: written(message.body.question),
        doneWithoutText: true,
        state: ({ sealed }) => ({ type: 'RequestInformation', data: sealed }),
      },
    );
  }
}
