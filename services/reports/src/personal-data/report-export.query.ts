import {
  ReportExportQuery,
  SUBJECTS,
  type Actor,
  type ExportedEvent,
  type LogEvent,
  type RefusalCode,
  type ReportExportPage,
} from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, From, Message } from '@sportello/messaging';
import { fitting, logEvents } from '../operators/log-view';
import { Parts } from '../parts';
import { municipalityOf } from '../read-models/asker';
import { decodeReport, reportStream } from '../report-log';
import { knownReport, rightsOf, type KnownReport } from '../rights/known-report';
import { isOpenToAll, relationTo } from '../rights/relations';

/** Events of one reply, before their weight is looked at. */
const AT_ONCE = 100;
/** What the office wrote for who reported; of all else it wrote only that it did is told them. */
const WRITTEN_FOR_THEM: readonly string[] = [
  'report.submitted',
  'report.information-requested',
  'report.resolved',
  'report.rejected',
  'report.reopened',
];
const INTERNAL = '(a note of the office; ask the Comune for it)';

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
    const stored = await store.readStream(reportStream(municipalityId, code));
    if (stored.length === 0) return reject('REPORT_NOT_FOUND');
    const known = stored
      .map((event) => decodeReport(event).event)
      .reduce<KnownReport>(
        (before, event) => knownReport.decider.evolve(before, event),
        knownReport.decider.initialState,
      );
    const report = rightsOf(known);
    const isReporter = reportToken !== undefined && (await keyring.tokenMatches(municipalityId, code, reportToken));
    const relation = relationTo(report, actor, isReporter);
    if (relation !== 'operator' && !isReporter) return reject(isOpenToAll(report) ? 'NOT_ALLOWED' : 'REPORT_NOT_FOUND');
    const what = ['texts', 'notes', 'reporter'] as const;
    await reads.write({ reader: actor, route: 'export', what }, [{ municipalityId, code }]);
    const asked = stored.slice(from, from + AT_ONCE);
    const events = fitting(await logEvents(asked, keyring));
    const next = from + events.length;
    return {
      events: events.map((event) => exported(event, relation === 'operator')),
      ...(next < stored.length ? { next } : {}),
    };
  }
}

function exported({ revision, type, occurredAt, actor, data }: LogEvent, whole: boolean): ExportedEvent {
  return {
    revision,
    type,
    ...(occurredAt === undefined ? {} : { occurredAt }),
    ...(actor === undefined ? {} : { by: actor.kind }),
    data: !isFields(data) ? String(data) : readable(data, whole || isTheirs(type, actor?.kind, data)),
  };
}

function isFields(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null;
}

function isTheirs(type: string, by: string | undefined, data: Readonly<Record<string, unknown>>): boolean {
  if (by === 'reporter' || by === 'anonymous' || WRITTEN_FOR_THEM.includes(type)) return true;
  return type === 'report.note-added' && data['public'] === true;
}

function readable(data: Readonly<Record<string, unknown>>, whole: boolean): Record<string, unknown> {
  const { sealedText, sealedReporter, ...rest } = data;
  return {
    ...rest,
    ...(sealedReporter === undefined ? {} : { reporter: sealedReporter }),
    ...(sealedText === undefined ? {} : { text: whole ? sealedText : INTERNAL }),
  };
}
