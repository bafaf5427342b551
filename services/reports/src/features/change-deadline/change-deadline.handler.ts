import { type Actor, ChangeDeadline, commandOn, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { deadline } from '../report-request';
import { CommandRunner, type CommandAnswer } from '../command-runner';

/** A person moves the deadline. */
@BusController()
export class ChangeDeadlineHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.changeDeadline)
  change(
    @Message(commandOn(ChangeDeadline)) message: ReportCommandMessage<ChangeDeadline>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'ChangeDeadline',
        state: ({ now }) => ({
          type: 'ChangeDeadline',
          data: { dueBy: deadline('dueBy', message.body.dueBy, now) },
        }),
      },
    );
  }
}
