import type { Language, Outcome, ReportType } from '@sportello/contracts';

/** What a mail is about. Stored names: never rename one. */
export const TEMPLATES = [
  'submitted',
  'assigned',
  'work-started',
  'information-requested',
  'information-request-cancelled',
  'resolved',
  'rejected',
  'withdrawn',
  'marked-duplicate',
  'reopened',
  'note-added',
  'follow-confirmation',
  'my-reports',
] as const;
export type Template = (typeof TEMPLATES)[number];

/** What a mail says besides people's texts. Stored in plain: never personal data. */
export interface Parameters {
  /** The kind of the recipient's own report, for the right words. */
  readonly type: ReportType;
  readonly dueBy?: string;
  /** Of the submission as it is stored. */
  readonly digest?: string;
  /** Id of a department. */
  readonly department?: string;
  readonly firstTime?: boolean;
  readonly outcome?: Outcome;
  /** Code of the report that a duplicate was joined to. */
  readonly of?: string;
}

export type DeliveryChannel = 'email';

/** One message to one recipient about one event, for ever: whatever is replayed, the same key never leaves twice. */
export interface DeliveryKey {
  readonly municipalityId: string;
  readonly eventId: string;
  /** Code of the recipient's own report, or id of a follow: who that is only its ciphertext knows. */
  readonly recipient: string;
  readonly channel: DeliveryChannel;
}

/**
 * Why a delivery never leaves. `no-address` is found out only when the contact is opened; `not-public`: news for who
 * follows, of a report that is no longer for everybody; `discarded`: an operator gave a dead letter up.
 */
export type SuppressionReason = 'imported' | 'too-old' | 'restored' | 'no-address' | 'not-public' | 'discarded';

/** What should leave because of an event, before anyone thinks of sending. */
export interface PlannedDelivery extends DeliveryKey {
  /** Code of the report the event is about; another than the recipient's when that is a duplicate of it. */
  readonly code: string;
  readonly template: Template;
  readonly parameters: Parameters;
  readonly language: Language;
  /** Under the `reporter` key of the recipient's report. */
  readonly sealedReporter?: string;
  /** Under the `text` key of the event's report. */
  readonly sealedText?: string;
  readonly occurredAt: string;
  /** Absent: to be sent. */
  readonly suppressed?: Exclude<SuppressionReason, 'no-address' | 'not-public' | 'discarded'>;
}

/** Whether a recipient follows a report that is not theirs: ids of follows have hyphens, codes of reports have none. */
export function isFollow(recipient: string): boolean {
  return recipient.includes('-');
}
