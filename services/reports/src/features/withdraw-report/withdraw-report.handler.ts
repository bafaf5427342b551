import { type Actor, commandOn, type ReportCommandMessage, SUBJECTS, WithdrawReport } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { written } from '../report-request';

/** The reporter takes the report back. */
@BusController()
export class WithdrawReportHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.withdrawReport)
  withdraw(
    @Message(commandOn(WithdrawReport)) message: ReportCommandMessage<WithdrawReport>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'WithdrawReport',
        text: written(message.body.reason),
        state: ({ sealed }) => ({ type: 'WithdrawReport', data: sealed }),
      },
    );
  }
}
