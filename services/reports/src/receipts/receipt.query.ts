import { ReportReceiptQuery, SUBJECTS, type Actor, type ReportReceipt } from '@sportello/contracts';
import { receiptOf, reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { SealTable } from '@sportello/postgres';
import { Parts } from '../parts';
import { municipalityOf } from '../read-models/asker';
import { readReport } from '../report-log';
import { knownReport, rightsOf, type KnownReport } from '../rights/known-report';
import { relationTo } from '../rights/relations';
import { seesAll } from '../rights/report-policy';

/** The proof of what was submitted: for who holds the report's token and for those who answer for it. */
@BusController()
export class ReceiptQueryHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(SUBJECTS.reportReceipt)
  async receipt(
    @Message() { code, reportToken }: ReportReceiptQuery,
    @From() actor: Actor,
  ): Promise<ReportReceipt | Rejection<'REPORT_NOT_FOUND'>> {
    const { store, keyring, database } = this.parts;
    const municipalityId = municipalityOf(actor);
    const facts = await readReport(store, municipalityId, code);
    const [submission] = facts;
    if (!submission) return reject('REPORT_NOT_FOUND');
    const known = facts.reduce<KnownReport>(
      (before, { event }) => knownReport.decider.evolve(before, event),
      knownReport.decider.initialState,
    );
    const isReporter = reportToken !== undefined && (await keyring.tokenMatches(municipalityId, code, reportToken));
    const relation = relationTo(rightsOf(known), actor, isReporter);
    if (!seesAll(relation) && relation !== 'reporter') return reject('REPORT_NOT_FOUND');
    const { stored } = submission;
    return receiptOf(stored, await new SealTable(database).batchOf(municipalityId, stored));
  }
}
