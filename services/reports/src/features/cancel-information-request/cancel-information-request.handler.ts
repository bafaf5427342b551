import { type Actor, commandOn, type ReportCommandMessage, SUBJECTS, WithNote } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { dueAfterWaiting } from '../deadlines';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { written } from '../report-request';

/** The office goes on without the answer; the deadline moves by the working time spent waiting. */
@BusController()
export class CancelInformationRequestHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.cancelInformationRequest)
  cancel(
    @Message(commandOn(WithNote)) message: ReportCommandMessage<WithNote>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'CancelInformationRequest',
        text: written(message.body.note),
        state: (found) => ({
          type: 'CancelInformationRequest',
          data: { ...found.sealed, dueBy: dueAfterWaiting(found) },
        }),
      },
    );
  }
}
