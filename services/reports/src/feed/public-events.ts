import type { Language, PublicEvent, ReportPublicEvent, ReportStatus } from '@sportello/contracts';
import { eventDigest, parseStreamName } from '@sportello/event-sourcing';
import { initialState, isAmongOffices, reportDecider, type ReportEvent } from '../domain/report';
import type { ReportFact } from '../report-log';

/** Whether the public form tells a status that the event alone does not: what came before it must be known. */
export function needsItsPast({ event }: ReportFact): boolean {
  return event.type === 'report.reopened' || (event.type === 'report.assigned' && !event.data.firstTime);
}

/** The status after the last of these events. */
export function statusAfter(facts: readonly ReportFact[]): ReportStatus {
  const { status } = facts.reduce((state, { event }) => reportDecider.evolve(state, event), initialState);
  if (status === 'none') throw new Error('A report without events has no status');
  return status;
}

/**
 * What the others are told of an event; undefined when it is nobody's business but ours. Texts stay sealed; what offices
 * write to each other stays here.
 * @param status after the event, where `needsItsPast`
 */
export function publicEvent(fact: ReportFact, status: ReportStatus = 'assigned'): ReportPublicEvent | undefined {
  const { event } = fact;
  const head = headOf(fact);
  switch (event.type) {
    case 'report.submitted': {
      const { kind: type, category, channel, visibility, dueBy, sealedText, sealedReporter } = event.data;
      const language: Language = event.data.language === 'en' ? 'en' : 'it';
      const digest = eventDigest(fact.stored).toString('hex');
      const data = { type, category, channel, visibility, dueBy, language, sealedText, digest };
      return {
        ...head,
        type: event.type,
        data: { ...data, ...(sealedReporter === undefined ? {} : { sealedReporter }) },
      };
    }
    case 'report.assigned': {
      const { department, dueBy, firstTime, departmentChanged } = event.data;
      return {
        ...head,
        type: event.type,
        data: { status, department, dueBy, firstTime, departmentChanged },
      };
    }
    case 'report.work-started':
      return { ...head, type: event.type, data: {} };
    case 'report.information-requested':
    case 'report.information-request-cancelled':
    case 'report.information-provided':
    case 'report.rejected':
    case 'report.withdrawn':
      return { ...head, type: event.type, data: textOf(event) };
    case 'report.resolved':
      return { ...head, type: event.type, data: { ...textOf(event), outcome: event.data.outcome } };
    case 'report.marked-duplicate':
      return { ...head, type: event.type, data: { of: event.data.of } };
    case 'report.reopened':
      return { ...head, type: event.type, data: { ...textOf(event), status } };
    case 'report.note-added':
      return isAmongOffices(event) ? undefined : { ...head, type: 'report.public-note-added', data: textOf(event) };
    case 'report.visibility-set':
      return { ...head, type: event.type, data: { visibility: event.data.visibility } };
    case 'report.text-redacted':
    case 'report.reporter-erased':
      return { ...head, type: event.type, data: { reason: event.data.reason } };
    case 'report.rated':
    case 'report.reclassified':
    case 'report.relocated':
    case 'report.file-attached':
    case 'report.prioritised':
    case 'report.deadline-changed':
    case 'report.deadline-recomputed':
    case 'report.deadline-reminded':
    case 'report.escalated':
    case 'report.text-moderated':
      return undefined;
    default:
      return event satisfies never;
  }
}

function headOf({ stored, event: { metadata } }: ReportFact): Omit<PublicEvent, 'type' | 'data'> {
  const { municipalityId, id: code } = parseStreamName(stored.stream);
  return {
    eventId: stored.eventId,
    position: stored.position,
    municipalityId,
    code,
    revision: stored.revision,
    occurredAt: metadata.occurredAt,
    recordedAt: metadata.recordedAt,
    imported: metadata.imported ?? false,
  };
}

function textOf(event: ReportEvent): { readonly sealedText?: string } {
  if (isAmongOffices(event) || !('sealedText' in event.data) || event.data.sealedText === undefined) return {};
  return { sealedText: event.data.sealedText };
}
