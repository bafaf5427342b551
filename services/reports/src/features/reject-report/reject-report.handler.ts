import { type Actor, commandOn, type ReportCommandMessage, SUBJECTS, WithReason } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { written } from '../report-request';

/** The report is not one that the Comune will work on. */
@BusController()
export class RejectReportHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.rejectReport)
  reject(
    @Message(commandOn(WithReason)) message: ReportCommandMessage<WithReason>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'RejectReport',
        text: written(message.body.reason),
        doneWithoutText: true,
        state: ({ sealed }) => ({ type: 'RejectReport', data: sealed }),
      },
    );
  }
}
