import { type Actor, commandOn, MarkDuplicate, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { DuplicateChains } from './duplicate-chains';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { written } from '../report-request';
import { Turns } from '../turns';

/** Another report of the same Comune says the same. */
@BusController()
export class MarkDuplicateHandler {
  constructor(
    private readonly commands: CommandRunner,
    private readonly chains: DuplicateChains,
    private readonly turns: Turns,
  ) {}

  @Answers(SUBJECTS.markDuplicate)
  mark(
    @Message(commandOn(MarkDuplicate)) message: ReportCommandMessage<MarkDuplicate>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    const { of, note } = message.body;
    const municipalityId = actor.kind === 'service' ? 'none' : actor.municipalityId;
    // Two that cross would each find the other's chain still without themselves.
    return this.turns.take(`mark-duplicate ${municipalityId}`, () =>
      this.commands.run(
        { message, actor, metadata },
        {
          command: 'MarkDuplicate',
          text: written(note),
          state: async ({ municipality, sealed }) => {
            const targetChain = await this.chains.from(municipality.id, of);
            return { type: 'MarkDuplicate', data: { ...sealed, of, targetChain } };
          },
        },
      ),
    );
  }
}
