import { type Actor, commandOn, RateReport, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { written } from '../report-request';

/** The reporter says what the resolution is worth. */
@BusController()
export class RateReportHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.rateReport)
  rate(
    @Message(commandOn(RateReport)) message: ReportCommandMessage<RateReport>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'RateReport',
        text: written(message.body.comment),
        state: ({ sealed }) => ({ type: 'RateReport', data: { ...sealed, rating: message.body.rating } }),
      },
    );
  }
}
