import { ReportHistoryQuery, rolesFor, SUBJECTS, type Actor, type HistoryEntry } from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { Parts } from '../../parts';
import { readReport } from '../../report-log';
import { knownReport, rightsOf, type KnownReport } from '../../rights/known-report';
import { isOpenToAll, relationTo } from '../../rights/relations';
import { seesAll } from '../../rights/report-policy';
import { municipalityOf } from '../asker';
import { historyView } from './history-view';

/** Everything that happened to a report, with who did it and what was written: for those who answer for it. */
@BusController()
export class HistoryQueryHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(SUBJECTS.reportHistory, { roles: rolesFor('reportHistory') })
  async history(
    @Message() { code }: ReportHistoryQuery,
    @From() actor: Actor,
  ): Promise<readonly HistoryEntry[] | Rejection<'REPORT_NOT_FOUND' | 'NOT_ALLOWED'>> {
    const municipalityId = municipalityOf(actor);
    const facts = await readReport(this.parts.store, municipalityId, code);
    if (facts.length === 0) return reject('REPORT_NOT_FOUND');
    const known = facts.reduce<KnownReport>(
      (before, { event }) => knownReport.decider.evolve(before, event),
      knownReport.decider.initialState,
    );
    const report = rightsOf(known);
    if (!seesAll(relationTo(report, actor, false)))
      return reject(isOpenToAll(report) ? 'NOT_ALLOWED' : 'REPORT_NOT_FOUND');

    const sealed = facts.map(({ event }) => ({
      municipalityId,
      code,
      sealed: 'sealedText' in event.data && !known.state.textRedacted ? event.data.sealedText : undefined,
    }));
    const reading = { reader: actor, route: 'history', what: ['texts', 'notes'] } as const;
    return historyView(facts, await this.parts.texts.open(sealed, reading));
  }
}
