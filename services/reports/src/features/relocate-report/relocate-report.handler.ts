import { type Actor, commandOn, RelocateReport, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { coordinatesOf, refusalOfPlace } from '../place';
import { CommandRunner, type CommandAnswer } from '../command-runner';

/** The place was wrong: this one replaces it, coordinates and address. */
@BusController()
export class RelocateReportHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.relocateReport)
  relocate(
    @Message(commandOn(RelocateReport)) message: ReportCommandMessage<RelocateReport>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    const { address } = message.body.location;
    const location = coordinatesOf(message.body.location);
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'RelocateReport',
        text: address === undefined ? undefined : { address },
        state: ({ municipality, sealed }) =>
          refusalOfPlace(municipality, location) ?? {
            type: 'RelocateReport',
            data: { ...sealed, ...(location ? { location } : {}) },
          },
      },
    );
  }
}
