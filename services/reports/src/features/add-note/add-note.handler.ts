import { type Actor, AddNote, commandOn, type ReportCommandMessage, SUBJECTS } from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { written } from '../report-request';

/** Staff add a remark: internal, unless it is to stand on the status page. */
@BusController()
export class AddNoteHandler {
  constructor(private readonly commands: CommandRunner) {}

  @Answers(SUBJECTS.addNote)
  note(
    @Message(commandOn(AddNote)) message: ReportCommandMessage<AddNote>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    return this.commands.run(
      { message, actor, metadata },
      {
        command: 'AddNote',
        text: written(message.body.note),
        state: ({ sealed }) => ({ type: 'AddNote', data: { ...sealed, public: message.body.public ?? false } }),
      },
    );
  }
}
