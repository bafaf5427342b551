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
    const municipalities = await idsMeant(this.parts, municipality);
    const work = contactSearch(this.parts, { contact, municipalities, reader });
    const total = await eventsInLog(this.parts);
    return { id: this.parts.operations.start({ kind: 'find-contact', about: 'a contact', total, work }) };
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
