import { type Actor, commandOn, MarkDuplicate, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { DuplicateChains } from './duplicate-chains';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { written } from '../report-request';

/** Another report of the same Comune says the same. */
@BusController()
export class MarkDuplicateHandler {
  constructor(
    private readonly commands: CommandRunner,
    private readonly chains: DuplicateChains,
  ) {}

  @Answers(SUBJECTS.markDuplicate)
  mark(
    @Message(commandOn(MarkDuplicate)) message: ReportCommandMessage<MarkDuplicate>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    const { of, note } = message.body;
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'MarkDuplicate',
        text: written(note),
        state: async ({ municipality, sealed }) => {
          const targetChain = await this.chains.from(municipality.id, of);
          return { type: 'MarkDuplicate', data: { ...sealed, of, targetChain } };
        },
      },
    );
  }
}
