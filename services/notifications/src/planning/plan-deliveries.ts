import type { Language, ReportPublicEvent, ReportType } from '@sportello/contracts';
import type { Parameters, PlannedDelivery, Template } from './delivery';

/** An event first seen later than this after it happened is news to nobody. */
export const TOO_OLD_MS = 72 * 60 * 60 * 1000;

/** Someone who is told about a report: the reporter of it, or of a duplicate of it. */
export interface Recipient {
  /** Code of the recipient's own report. */
  readonly code: string;
  readonly type: ReportType;
  readonly language: Language;
  readonly sealedReporter: string;
}

/**
 * What an event means for one recipient: nothing, or one mail. Pure; the live consumer and the plan of a replay both use it.
 * @param seenAt when the event was first seen, milliseconds since 1970
 * @param restoredAt when the log was last restored from a backup, likewise: what was recorded by then was told, or will not be
 */
export function planDeliveries(
  event: ReportPublicEvent,
  recipient: Recipient,
  seenAt: number,
  restoredAt?: number,
): readonly PlannedDelivery[] {
  const mail = mailAbout(event);
  const own = recipient.code === event.code;
  if (!mail || (mail.ownOnly && !own)) return [];
  const suppressed = suppression(event, seenAt, restoredAt);
  const readable = mail.sealedText !== undefined && (own || mail.answer);
  const ciphertexts = {
    sealedReporter: recipient.sealedReporter,
    ...(readable ? { sealedText: mail.sealedText } : {}),
  };
  return [
    {
      municipalityId: event.municipalityId,
      eventId: event.eventId,
      recipient: recipient.code,
      channel: 'email',
      code: event.code,
      template: mail.template,
      parameters: { ...mail.parameters, type: recipient.type },
      language: recipient.language,
      occurredAt: event.occurredAt,
      ...(suppressed ? { suppressed } : ciphertexts),
    },
  ];
}

function suppression(
  event: ReportPublicEvent,
  seenAt: number,
  restoredAt: number | undefined,
): PlannedDelivery['suppressed'] {
  if (event.imported) return 'imported';
  if (restoredAt !== undefined && Date.parse(event.recordedAt) <= restoredAt) return 'restored';
  return seenAt - Date.parse(event.occurredAt) > TOO_OLD_MS ? 'too-old' : undefined;
}

interface Mail {
  readonly template: Template;
  readonly parameters: Omit<Parameters, 'type'>;
  readonly sealedText?: string | undefined;
  /** Not for those who only follow: a question, an acknowledgement. */
  readonly ownOnly?: boolean;
  /** The text is an official answer, which followers may read too when the report is public. */
  readonly answer?: boolean;
}

/** Notes that offices write to each other when they assign, start, merge or take a question back are not passed on: nobody wrote them for the reporter. */
function mailAbout(event: ReportPublicEvent): Mail | undefined {
  switch (event.type) {
    case 'report.submitted': {
      const { dueBy, digest, sealedText } = event.data;
      const parameters = { dueBy, ...(digest === undefined ? {} : { digest }) };
      return { template: 'submitted', parameters, sealedText, ownOnly: true };
    }
    case 'report.assigned': {
      const { department, dueBy, firstTime, departmentChanged } = event.data;
      if (!firstTime && !departmentChanged) return undefined;
      return { template: 'assigned', parameters: { department, dueBy, firstTime } };
    }
    case 'report.work-started':
      return { template: 'work-started', parameters: {} };
    case 'report.information-requested':
      return { template: 'information-requested', parameters: {}, sealedText: event.data.sealedText, ownOnly: true };
    case 'report.information-request-cancelled':
      return { template: 'information-request-cancelled', parameters: {}, ownOnly: true };
    case 'report.resolved': {
      const { outcome, sealedText } = event.data;
      return { template: 'resolved', parameters: { outcome }, sealedText, answer: true };
    }
    case 'report.rejected':
      return { template: 'rejected', parameters: {}, sealedText: event.data.sealedText, answer: true };
    case 'report.withdrawn':
      return { template: 'withdrawn', parameters: {} };
    case 'report.marked-duplicate':
      return { template: 'marked-duplicate', parameters: { of: event.data.of } };
    case 'report.reopened':
      return { template: 'reopened', parameters: {}, sealedText: event.data.sealedText };
    case 'report.public-note-added':
      return { template: 'note-added', parameters: {}, sealedText: event.data.sealedText, answer: true };
    case 'report.information-provided':
    case 'report.visibility-set':
    case 'report.text-redacted':
    case 'report.reporter-erased':
      return undefined;
    default:
      return ofLaterVersion(event);
  }
}

/** The owner of the feed may already be a version ahead and tell of things that we do not mail about. */
function ofLaterVersion(_event: never): undefined {
  return undefined;
}
