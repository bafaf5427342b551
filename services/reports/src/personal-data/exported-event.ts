import type { ExportedEvent, LogEvent } from '@sportello/contracts';
import type { Recorded } from '@sportello/event-sourcing';
import { isAmongOffices, type ReportEvent, type ReportEventOf, type ReportEventType } from '../domain/report';

type Sealed = 'sealedText' | 'sealedReporter';

/** Of every field that is not sealed, whether it is handed over: a new event, or a new field, has to be decided. */
type Decided = {
  readonly [Type in ReportEventType]: {
    readonly [Field in Exclude<keyof ReportEventOf<Type>['data'], Sealed>]-?: boolean;
  };
};

/** Everything but who of the office did what, and by which accounts. */
const HANDED_OVER: Decided = {
  'report.submitted': {
    code: true,
    kind: true,
    category: true,
    channel: true,
    visibility: true,
    location: true,
    language: true,
    contactHmacs: true,
    searchTokens: true,
    attachments: true,
    proposedDepartment: true,
    dueBy: true,
    rulesVersion: true,
    priority: true,
    routingRule: true,
  },
  'report.assigned': { department: true, assignee: false, dueBy: true, firstTime: true, departmentChanged: true },
  'report.work-started': {},
  'report.information-requested': {},
  'report.information-request-cancelled': { dueBy: true },
  'report.information-provided': { dueBy: true },
  'report.resolved': { outcome: true },
  'report.rejected': {},
  'report.withdrawn': {},
  'report.marked-duplicate': { of: true },
  'report.reopened': { dueBy: true },
  'report.rated': { rating: true },
  'report.reclassified': {
    kind: true,
    category: true,
    proposedDepartment: true,
    dueBy: true,
    rulesVersion: true,
    priority: true,
    routingRule: true,
  },
  'report.relocated': {
    location: true,
    proposedDepartment: true,
    rulesVersion: true,
    priority: true,
    routingRule: true,
  },
  'report.note-added': { public: true },
  'report.file-attached': { attachment: true },
  'report.prioritised': { priority: true },
  'report.deadline-changed': { dueBy: true },
  'report.deadline-recomputed': { dueBy: true, rulesVersion: true },
  'report.deadline-reminded': { dueBy: true },
  'report.escalated': { dueBy: true },
  'report.visibility-set': { visibility: true },
  'report.text-moderated': { revision: true, restored: true, searchTokens: true },
  'report.text-redacted': { reason: true },
  'report.reporter-erased': { reason: true },
};

/**
 * An event as it is handed to the person it is about.
 * @param opened the same event, with what it sealed opened
 * @param whole with what the office wrote to itself, for the front office, which decides what of it is owed too
 */
export function exportedEvent(event: Recorded<ReportEvent>, opened: LogEvent, whole: boolean): ExportedEvent {
  const { revision, type, occurredAt, actor, data } = opened;
  const head = {
    revision,
    type,
    ...(occurredAt === undefined ? {} : { occurredAt }),
    ...(actor === undefined ? {} : { by: actor.kind }),
  };
  if (!isFields(data)) return { ...head, data: String(data) };
  const { sealedText, sealedReporter } = data;
  const withheld = sealedText !== undefined && !whole && isAmongOffices(event);
  return {
    ...head,
    ...(withheld ? { withheld } : {}),
    data: {
      ...clearOf(event, data),
      ...(sealedReporter === undefined ? {} : { reporter: sealedReporter }),
      ...(sealedText === undefined || withheld ? {} : { text: whole ? sealedText : forOthers(event, sealedText) }),
    },
  };
}

function clearOf({ type }: ReportEvent, data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const decided: Readonly<Record<string, boolean>> = HANDED_OVER[type];
  return Object.fromEntries(Object.entries(data).filter(([field]) => decided[field] === true));
}

/** Why a text was moderated is for the office; the wording is what others read. */
function forOthers({ type }: ReportEvent, text: unknown): unknown {
  if (type !== 'report.text-moderated' || !isFields(text)) return text;
  const { reason: _ofTheOffice, ...wording } = text;
  return wording;
}

function isFields(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null;
}
