import {
  commandOn,
  MODERATED_FIELDS,
  ModerateText,
  SUBJECTS,
  type Actor,
  type ModeratedField,
  type ReportCommandMessage,
} from '@sportello/contracts';
import { reject } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message, Meta, Refused, type RequestMetadata } from '@sportello/messaging';
import { Parts } from '../../parts';
import { searchTokens } from '../../personal-data/search-tokens';
import { textField, type OpenedText } from '../../personal-data/sealed-texts';
import { CommandRunner, type CommandAnswer } from '../command-runner';
import { Turns } from '../turns';
import { PublicWordings, type PublicWording } from './public-wordings';

/** The public reads other words, or none, in place of a text that stays in the history. */
@BusController()
export class ModerateTextHandler {
  constructor(
    private readonly parts: Parts,
    private readonly commands: CommandRunner,
    private readonly wordings: PublicWordings,
    private readonly turns: Turns,
  ) {}

  @Answers(SUBJECTS.moderateText)
  moderate(
    @Message(commandOn(ModerateText)) message: ReportCommandMessage<ModerateText>,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    const { code, body } = message;
    const { revision = 0, restore: restored = false } = body;
    const asked = fieldsAsked(body, revision);
    const municipalityId = actor.kind === 'service' ? 'none' : actor.municipalityId;
    // Each makes a whole wording out of the one before: two at once would undo each other.
    return this.turns.take(`moderate-text ${municipalityId} ${code}`, async () => {
      const wording = await this.wordings.of(municipalityId, code, revision);
      const plain = reworded(wording, body, asked);
      return this.commands.run(
        { message, actor, metadata },
        {
          command: 'ModerateText',
          text: { ...plain, reason: body.reason },
          state: ({ sealed }) =>
            wording === undefined
              ? reject('NO_TEXT_TO_MODERATE')
              : {
                  type: 'ModerateText',
                  data: { revision, restored, ...this.words(municipalityId, plain, revision), ...sealed },
                },
        },
      );
    });
  }

  /** The public finds a report by the words that it reads. */
  private words(municipalityId: string, plain: OpenedText, revision: number): { searchTokens?: readonly string[] } {
    if (revision !== 0) return {};
    const words = ['subject', 'description', 'address'].map((field) => textField(plain, field) ?? '').join('\n');
    return { searchTokens: searchTokens(this.parts.blindIndex, municipalityId, words) };
  }
}

/** @throws Refused for what that text does not have, for nothing at all, and for both at once */
function fieldsAsked(body: ModerateText, revision: number): readonly ModeratedField[] {
  const { hide = [], restore } = body;
  const given = MODERATED_FIELDS.filter((field) => body[field] !== undefined);
  const asked = [...given, ...hide];
  const refuse = (field: string, message: string): Refused =>
    new Refused({ code: 'INVALID_REQUEST', errors: [{ field, message }] });
  if (restore === true && asked.length > 0)
    throw refuse('restore', 'restore brings all back: leave out what else is to change');
  if (restore !== true && asked.length === 0)
    throw refuse('hide', 'Give a new wording, name what to hide, or restore what was written');
  const twice = given.find((field) => hide.includes(field));
  if (twice) throw refuse(twice, `${twice} can be replaced or hidden, not both`);
  const foreign = asked.find((field) => (field === 'text') === (revision === 0));
  if (foreign) {
    const fields = revision === 0 ? 'subject and description' : 'text';
    throw refuse(foreign, `The event at revision ${revision} has ${fields}`);
  }
  return asked;
}

/** The whole wording from now on: what nobody asked about stays as it is read now. */
function reworded(
  wording: PublicWording | undefined,
  { restore, subject, description, text }: ModerateText,
  asked: readonly ModeratedField[],
): OpenedText {
  if (restore === true) return wording?.original ?? {};
  const kept = Object.entries(wording?.now ?? {}).filter(([field]) => !asked.some((one) => one === field));
  const given = Object.entries({ subject, description, text }).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...kept, ...given]);
}
