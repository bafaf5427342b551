import { type Actor, commandOn, type ReportCommandMessage, SUBJECTS, WithNote } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { written } from '../report-request';

/** Someone gets to work on the report. */
@BusController()
export class StartWorkHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.startWork)
  start(
    @Message(commandOn(WithNote)) message: ReportCommandMessage<WithNote>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'StartWork',
        text: written(message.body.note),
        state: ({ sealed }) => ({ type: 'StartWork', data: sealed }),
      },
    );
  }
}
