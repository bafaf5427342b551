import { ReportExportQuery, SUBJECTS, type Actor, type RefusalCode, type ReportExportPage } from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import type { KeyPurpose } from '@sportello/postgres';
import { fitting, logEvents } from '../operators/log-view';
import { Parts } from '../parts';
import { municipalityOf } from '../read-models/asker';
import { readReport } from '../report-log';
import { knownReport, rightsOf, type KnownReport } from '../rights/known-report';
import { relationTo } from '../rights/relations';
import { askingForExport, exportRefusalOf, seesAll } from '../rights/report-policy';
import { exportedEvent } from './exported-event';

/** Events of one reply, before their weight is looked at. */
const AT_ONCE = 100;

/** Everything that a report holds on who made it: for them, and for the front office that answers them. */
@BusController()
export class ReportExportQueryHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(SUBJECTS.reportExport)
  async export(
    @Message() { code, reportToken, from }: ReportExportQuery,
    @From() actor: Actor,
  ): Promise<ReportExportPage | Rejection<RefusalCode>> {
    const { store, keyring, reads } = this.parts;
    const municipalityId = municipalityOf(actor);
    const facts = await readReport(store, municipalityId, code);
    if (facts.length === 0) return reject('REPORT_NOT_FOUND');
    const known = facts.reduce<KnownReport>(
      (before, { event }) => knownReport.decider.evolve(before, event),
      knownReport.decider.initialState,
    );
    const report = rightsOf(known);
    const isReporter = reportToken !== undefined && (await keyring.tokenMatches(municipalityId, code, reportToken));
    const relation = askingForExport(relationTo(report, actor, isReporter), isReporter);
    const refused = exportRefusalOf(report, relation);
    if (refused !== undefined) return reject(refused);
    const what = ['texts', 'notes', 'reporter'] as const;
    await reads.write({ reader: actor, route: 'export', what }, [{ municipalityId, code }]);
    const asked = facts.slice(from, from + AT_ONCE);
    const stored = asked.map((fact) => fact.stored);
    const opened = fitting(await logEvents(stored, keyring, forgottenBy(known.state)));
    const next = from + opened.length;
    return {
      events: opened.flatMap((view, index) => {
        const { event } = asked[index] ?? {};
        return event ? [exportedEvent(event, view, seesAll(relation))] : [];
      }),
      ...(next < facts.length ? { next } : {}),
    };
  }
}

/** At once, and not first when a subscription has destroyed the keys. */
function forgottenBy({ textRedacted, reporterErased }: KnownReport['state']): readonly KeyPurpose[] {
  return [...(textRedacted ? ['text' as const] : []), ...(reporterErased ? ['reporter' as const] : [])];
}
