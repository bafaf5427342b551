import { type Actor, commandOn, ProvideInformation, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { dueAfterWaiting } from '../deadlines';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { written } from '../report-request';

/** The reporter answers; the deadline moves by the working time spent waiting. */
@BusController()
export class ProvideInformationHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.provideInformation)
  provide(
    @Message(commandOn(ProvideInformation)) message: ReportCommandMessage<ProvideInformation>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'ProvideInformation',
        text: written(message.body.answer),
        doneWithoutText: true,
        state: (found) => ({ type: 'ProvideInformation', data: { ...found.sealed, dueBy: dueAfterWaiting(found) } }),
      },
    );
  }
}
