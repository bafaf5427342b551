import {
  FindContactMessage,
  OneReport,
  OPERATOR_SUBJECTS,
  type Actor,
  type OperationStarted,
} from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import { municipalitiesMeant } from '@sportello/service-kit';
import { CommandRunner, type CommandAnswer } from '../features/command-runner';
import { Parts } from '../parts';
import { contactSearch } from './contact-search';
import { municipalityOfReport } from './one-report';

/** Forgetting a person: their reports are looked for by the HMAC of a contact, each is erased by its command. */
@BusController()
export class ErasureHandler {
  constructor(
    private readonly parts: Parts,
    private readonly commands: CommandRunner,
  ) {}

  @Answers(OPERATOR_SUBJECTS.findContact, { from: ['ops'] })
  async find(@Message() { contact, municipality }: FindContactMessage): Promise<OperationStarted> {
    const { municipalities, operations } = this.parts;
    const searched = municipalitiesMeant(municipalities, municipality);
    const work = contactSearch(
      this.parts,
      contact,
      searched.map(({ id }) => id),
    );
    return { id: operations.start({ kind: 'find-contact', about: 'a contact', work }) };
  }

  @Answers(OPERATOR_SUBJECTS.eraseByOperator, { from: ['ops'] })
  async erase(
    @Message() report: OneReport,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    const { id } = await municipalityOfReport(this.parts, report);
    return this.commands.run(
      { message: { code: report.code, body: {} }, actor, metadata },
      { command: 'EraseReporter', state: () => ({ type: 'EraseReporter', data: { reason: 'request' } }) },
      id,
    );
  }
}
