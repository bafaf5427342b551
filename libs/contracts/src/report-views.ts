import type { Follow } from './follows.dto';
import type { Channel, Language, Outcome, ReportStatus, ReportType, Visibility } from './vocabulary';

/** A place as a page shows it (WGS 84, degrees). */
export interface LocationView {
  readonly lat?: number;
  readonly lon?: number;
  readonly address?: string;
}

/** One dated step on a status page. `label` is left to the gateway, which knows the reader's language. */
export interface TimelineStep {
  /** The status after the step. */
  readonly status: ReportStatus;
  /** What happened, such as `assigned`, `information_requested`, `note`, `rated`. */
  readonly step: TimelineStepKind;
  readonly at: string;
  readonly note?: string;
  /** The note is in the office's words for the public, or hidden. */
  readonly moderated?: true;
  readonly department?: string;
  readonly outcome?: Outcome;
}

export const TIMELINE_STEPS = [
  'submitted',
  'assigned',
  'started',
  'information_requested',
  'information_request_cancelled',
  'information_provided',
  'resolved',
  'rejected',
  'withdrawn',
  'marked_duplicate',
  'reopened',
  'note_added',
] as const;
export type TimelineStepKind = (typeof TIMELINE_STEPS)[number];

/** The reply to `reports.page`. Without the right to see it: no text, no place. Never name or contacts. Absent is absent, never null. */
export interface ReportPage {
  readonly code: string;
  readonly type: ReportType;
  readonly category: string;
  readonly status: ReportStatus;
  readonly channel: Channel;
  readonly visibility: Visibility;
  readonly submittedAt: string;
  readonly assignedAt?: string;
  readonly dueBy: string;
  readonly startedAt?: string;
  readonly resolvedAt?: string;
  readonly department?: string;
  readonly subject?: string;
  readonly description?: string;
  readonly location?: LocationView;
  /** Ids of the files that the asker may read, in the order they came. */
  readonly attachments: readonly string[];
  readonly duplicateOf?: string;
  readonly outcome?: Outcome;
  readonly rating?: number;
  /** Subject or description are in the office's words for the public, or hidden. */
  readonly moderated?: true;
  /** True when the text was redacted or its key destroyed. */
  readonly redacted: boolean;
  readonly timeline: readonly TimelineStep[];
  readonly revision: number;
}

/** One page of a list. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
}

/** One line of the public list. */
export interface PublicReport {
  readonly code: string;
  readonly type: ReportType;
  readonly category: string;
  readonly status: ReportStatus;
  readonly submittedAt: string;
  readonly department?: string;
  readonly subject?: string;
  readonly location?: LocationView;
  readonly revision: number;
}

/** An open report that may be about the same thing as another. */
export interface SimilarReport extends PublicReport {
  /** 0 to 1: how much it is alike in place, words, category and time. */
  readonly score: number;
  /** How far away. */
  readonly metres: number;
}

/** One event of a report, readable: staff only. `data` holds what the event says with its texts opened, never name or contacts. */
export interface HistoryEntry {
  readonly revision: number;
  readonly type: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly actor: { readonly kind: string; readonly id?: string };
  readonly data: Readonly<Record<string, unknown>>;
}

/** The reply to `reports.unseal`, in the order asked. What was erased is absent. */
export interface Unsealed {
  readonly reporter?: {
    readonly name?: string;
    readonly email?: string;
    readonly phone?: string;
    readonly language?: Language;
  };
  readonly texts: readonly (Readonly<Record<string, unknown>> | null)[];
  /** Absent after erasure. */
  readonly trackingToken?: string;
  /** Opens the list of all reports with this address, for a while. Where it was asked for, and there is an address. */
  readonly linkToken?: string;
}

/** The reply to `reports.codes-of-address`: of reports whose reporter is not erased, the newest first. */
export interface FoundCodes {
  readonly codes: readonly string[];
}

/** A report in the list of who made it, with their own words. */
export interface MyReport {
  readonly code: string;
  readonly type: ReportType;
  readonly category: string;
  readonly status: ReportStatus;
  readonly submittedAt: string;
  readonly dueBy: string;
  /** When the office, or the reporter, was done with it. */
  readonly endedAt?: string;
  readonly department?: string;
  /** Absent when it was redacted. */
  readonly subject?: string;
  readonly trackingToken: string;
}

/** One page of somebody's reports, the latest first. */
export interface MyReportsPage extends ListPage<MyReport> {
  /** There are more than were counted. */
  readonly atLeast: boolean;
  /** The cursor of the page behind this one; absent on the last. */
  readonly next?: string;
}

/** The reply to `reports.of-contact`: who is erased is found no more. */
export interface ReportsOfContact {
  readonly reports: readonly { readonly code: string; readonly submittedAt: string }[];
  /** There are more than are given at once. */
  readonly more: boolean;
}

/** An event of a report as it is handed to whom it is about: opened, without whoever of the office it was. */
export interface ExportedEvent {
  readonly revision: number;
  readonly type: string;
  readonly occurredAt?: string;
  readonly by?: string;
  /** There is a text, which the office wrote to itself: the Comune decides whether it is owed too. */
  readonly withheld?: true;
  /** `text`: what was written; `reporter`: name and contacts. */
  readonly data: Readonly<Record<string, unknown>> | string;
}

/** The reply to `reports.personal-data`. */
export interface ReportExportPage {
  readonly events: readonly ExportedEvent[];
  /** Revision to go on from; absent at the end. */
  readonly next?: number;
}

/** A message that was sent to somebody, or is to be. */
export interface DeliveryOfReport {
  readonly channel: string;
  readonly template: string;
  readonly state: string;
  readonly plannedAt: string;
  readonly sentAt: string | null;
}

/** One of the reply to `notifications.deliveries-of`, for each code: the messages to who made that report, the oldest first. */
export interface DeliveriesOfOne {
  readonly code: string;
  /** The newest ones. */
  readonly messages: readonly DeliveryOfReport[];
  /** There are older messages than these. */
  readonly more?: true;
}

/** One of the reply to `notifications.follows-of`: what an address follows, with the messages that were sent about it or are to be. */
export interface FollowOfAddress extends Follow {
  readonly since: string;
  /** The newest ones. */
  readonly messages: readonly DeliveryOfReport[];
  /** There are older messages than these. */
  readonly more?: true;
}

/** One of the reply to `newsletter.subscription-of`, of one at most. Of somebody who was erased it is known that they do not want the newsletter, and no more. */
export interface SubscriptionOfAddress {
  readonly state: 'confirmed' | 'unsubscribed' | 'erased';
  readonly language?: string;
  readonly consentedAt?: string;
  /** Where they agreed. */
  readonly source?: string;
  readonly since?: string;
}

/** A message that would have left, kept in demo mode only. */
export interface DevMail {
  readonly id: string;
  readonly channel: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly at: string;
}

/** What one service says of itself over the bus; the gateway's readiness is made of these. */
export interface ServiceHealth {
  readonly service: string;
  readonly ready: boolean;
  readonly parts: readonly { readonly name: string; readonly ok: boolean; readonly detail?: string }[];
}

/**
 * The reply to `reports.receipt`: what proves to its holder, without the Comune, what was taken in. Its texts and contacts are ciphertext; digests are
 * SHA-256 in hexadecimal. `sportello receipt check` reads it.
 */
export interface ReportReceipt {
  readonly format: string;
  /** The submission, byte for byte as it is stored. */
  readonly event: {
    readonly stream: string;
    readonly revision: number;
    readonly eventId: string;
    readonly type: string;
    readonly data: string;
    readonly metadata: string;
  };
  readonly digest: string;
  /** Absent until the event is sealed, seconds after it was stored. */
  readonly sealed?: {
    readonly seal: {
      readonly municipalityId: string;
      readonly number: number;
      readonly first: number;
      readonly count: number;
      readonly root: string;
      readonly previous: string;
      readonly sealedAt: string;
      readonly hash: string;
    };
    /** Place of the event among those of the seal, from 0. */
    readonly index: number;
    /** What stands beside the way up to the root (RFC 6962, section 2.1.1). */
    readonly proof: readonly string[];
  };
}

/** The reply to every command. */
export interface CommandReply {
  readonly code: string;
  readonly status: ReportStatus;
  readonly revision: number;
}

/** The reply to `reports.submit`. */
export interface SubmitReply extends CommandReply {
  /** ISO 8601, UTC. */
  readonly submittedAt: string;
  readonly dueBy: string;
  /** HMAC under the reporter key: the same on a retry, dead after erasure. */
  readonly trackingToken: string;
  /** Of the submission as it is stored, SHA-256 in hexadecimal: what the receipt proves. The same on a retry. */
  readonly digest: string;
}
