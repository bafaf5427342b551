import { type Actor, commandOn, ReclassifyReport, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { reject } from '@sportello/event-sourcing';
import { ruling } from '../deadlines';
import { CommandRunner, type CommandAnswer } from '../command-runner';

/** Kind or category was wrong: department, deadline and who may see it are decided again, by the rules of today. */
@BusController()
export class ReclassifyReportHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.reclassifyReport)
  reclassify(
    @Message(commandOn(ReclassifyReport)) message: ReportCommandMessage<ReclassifyReport>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'ReclassifyReport',
        state: ({ municipality, state, submittedAt, reopenedAt, now }) => {
          const { type: kind = state.kind, category = state.category } = message.body;
          const ruled = ruling({ kind, category }, reopenedAt ?? submittedAt ?? now, municipality);
          return ruled ? { type: 'ReclassifyReport', data: { kind, category, ...ruled } } : reject('UNKNOWN_CATEGORY');
        },
      },
    );
  }
}
