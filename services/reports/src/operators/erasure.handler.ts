import {
  FindContactMessage,
  OneReport,
  OPERATOR_SUBJECTS,
  type Actor,
  type OperationStarted,
} from '@sportello/contracts';
import { Answers, BusController, From, Message, Meta, type RequestMetadata } from '@sportello/messaging';
import type { CommandAnswer } from '../features/command-runner';
import { actorRef } from '../features/report-request';
import { Parts } from '../parts';
import { forget } from '../personal-data/forgetting';
import { contactSearch } from './contact-search';
import { eventsInLog } from './events-in-log';
import { idOfReport, idsMeant } from './one-report';

/** Forgetting a person: their reports are looked for by the HMAC of a contact, each is erased by its command. */
@BusController()
export class ErasureHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(OPERATOR_SUBJECTS.findContact, { from: ['ops'] })
  async find(
    @Message() { contact, municipality }: FindContactMessage,
    @From() reader: Actor,
  ): Promise<OperationStarted> {
    const andOthers = municipality === undefined;
    const municipalities = andOthers
      ? this.parts.municipalities.all().map(({ id }) => id)
      : await idsMeant(this.parts, municipality);
    const work = contactSearch(this.parts, { contact, municipalities, andOthers, reader });
    const plan = { kind: 'find-contact', about: 'a contact', ...(await eventsInLog(this.parts)), work };
    return { id: this.parts.operations.start(plan) };
  }

  @Answers(OPERATOR_SUBJECTS.eraseByOperator, { from: ['ops'] })
  async erase(
    @Message() report: OneReport,
    @From() actor: Actor,
    @Meta() metadata: RequestMetadata,
  ): Promise<CommandAnswer> {
    const municipalityId = await idOfReport(this.parts, report);
    const order = { municipalityId, code: report.code, what: 'reporter', reason: 'request' } as const;
    return forget(this.parts, { ...order, actor: actorRef(actor, 'service'), metadata });
  }
}
