import { type Actor, commandOn, type ReportCommandMessage, SUBJECTS, WithReason } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { dueAnew } from '../deadlines';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { written } from '../report-request';

/** It is not done after all: a new deadline counts from now. */
@BusController()
export class ReopenReportHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.reopenReport)
  reopen(
    @Message(commandOn(WithReason)) message: ReportCommandMessage<WithReason>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'ReopenReport',
        text: written(message.body.reason),
        doneWithoutText: true,
        state: (found) => {
          const { reopenDays } = found.municipality;
          return { type: 'ReopenReport', data: { ...found.sealed, reopenDays, dueBy: dueAnew(found) } };
        },
      },
    );
  }
}
