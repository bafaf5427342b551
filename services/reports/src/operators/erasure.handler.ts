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
import { contactSearch, type Search } from './contact-search';
import { idOfReport } from './one-report';
import { startOverLog } from './start-over-log';

/** Forgetting a person: their reports are looked for by the HMAC of a contact, each is erased by its command. */
@BusController()
export class ErasureHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(OPERATOR_SUBJECTS.findContact, { from: ['ops'] })
  async find(
    @Message() { contact, municipality }: FindContactMessage,
    @From() reader: Actor,
  ): Promise<OperationStarted> {
    const work = contactSearch(this.parts, { contact, ...this.whereMeant(municipality), reader });
    return startOverLog(this.parts, { kind: 'find-contact', about: 'a contact', work });
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

  /** Asks no read model: a name that is not served may be the id of one whose file is away, which the log knows. */
  private whereMeant(name: string | undefined): Pick<Search, 'municipalities' | 'away'> {
    const { municipalities } = this.parts;
    if (name === undefined) return { municipalities: municipalities.all().map(({ id }) => id), away: 'all' };
    const served = municipalities.byName(name);
    return served ? { municipalities: [served.id], away: [] } : { municipalities: [], away: [name] };
  }
}
