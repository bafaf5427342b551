import { type Actor, commandOn, type ReportCommandMessage, SetVisibility, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { CommandRunner, type CommandAnswer } from '../command-runner';

/** The front office decides who may see the report. */
@BusController()
export class SetVisibilityHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.setVisibility)
  setVisibility(
    @Message(commandOn(SetVisibility)) message: ReportCommandMessage<SetVisibility>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'SetVisibility',
        state: () => ({ type: 'SetVisibility', data: { visibility: message.body.visibility } }),
      },
    );
  }
}
