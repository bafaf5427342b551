import type { Role } from '../vocabulary';

/** Where a report went first, or would have gone. */
export interface RoutedView {
  readonly department: string;
  readonly priority: string;
  /** The routing rule that decided; absent: the category alone. */
  readonly rule?: string;
}

/** One item of `reports.try-routing`: a report that the draft would have sent elsewhere, or given another priority. */
export interface ReroutedReport {
  readonly code: string;
  readonly submittedAt: string;
  readonly kind: string;
  readonly category: string;
  readonly was: RoutedView;
  readonly would: RoutedView;
}

/** What `reports.try-routing` came to. */
export interface RoutingTrial {
  readonly reports: number;
  readonly changed: number;
  /** Reports whose answers nobody can read any more: rules that look at answers do not fit them. */
  readonly withoutAnswers: number;
  /** Per department of either side, how many reports. */
  readonly departments: Readonly<Record<string, { readonly was: number; readonly would: number }>>;
}

/** The reply to `reports.try-retention`: of how many reports these would be forgotten; counting ends at `limit`. */
export interface RetentionTrial {
  readonly reporters: number;
  readonly texts: number;
  readonly limit: number;
}

/** A stream that a projection left behind because it could not take one of its events. */
export interface ParkedView {
  readonly stream: string;
  /** The first event that waits. */
  readonly revision: number;
  readonly reason: string;
  /** An operator decided to go on without it, also when the projection is rebuilt; no alarm any more, until it is retried. */
  readonly skipped: boolean;
}

/** A reader of the log as operators see it: a projection, or a subscription that acts on events. */
export interface ReaderView {
  readonly name: string;
  readonly kind: 'projection' | 'subscription';
  readonly version?: number;
  readonly generation?: number;
  readonly position: string;
  /** Events that it has not read yet, all there are in another log than its own; counting stops at `MAX_LAG`. */
  readonly lag: number;
  readonly state: 'following' | 'catching-up' | 'stopped' | 'ahead-of-the-log' | 'another-log' | 'failing';
  /** Why it is not following. */
  readonly detail?: string;
  readonly parked: readonly ParkedView[];
}

/** Beyond it the exact number of events behind says nothing more. */
export const MAX_LAG = 1_000;

/** The reply to `reports.projections`. */
export interface ReadersView {
  readonly logId: string;
  readonly readers: readonly ReaderView[];
}

/** An event as the log holds it. What is sealed shows as `(sealed)`; opened, as what it says, or as `(erased)`. */
export interface LogEvent {
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  /** ISO 8601, UTC; absent when the metadata cannot be read. */
  readonly occurredAt?: string;
  readonly recordedAt?: string;
  readonly actor?: { readonly kind: string; readonly id?: string };
  readonly data: unknown;
  /** Why this version of the product cannot take the event. */
  readonly unreadable?: string;
}

/** The reply to `reports.log-page`. */
export interface LogPage {
  readonly events: readonly LogEvent[];
  /** Where to go on. */
  readonly next: string;
  readonly atEnd: boolean;
  /** The log ends before the position that was asked for: it was restored from an older copy, or is another one. */
  readonly beyondEnd?: true;
}

/** The reply to `reports.stream-page`. */
export interface StreamPage {
  readonly stream: string;
  readonly events: readonly LogEvent[];
  /** The revision to go on from; absent at the end. */
  readonly next?: number;
}

/** The reply to `reports.page-as-of`: the page as the API would show it, and whose it is. */
export interface OperatorPage<Page> {
  readonly municipalityId: string;
  readonly page: Page;
}

/** One report that somebody made: an item of the operation `find-contact`. */
export interface FoundReport {
  readonly municipalityId: string;
  readonly code: string;
  /** ISO 8601, UTC. */
  readonly submittedAt: string;
  readonly erased: boolean;
}

/** The reply to whatever starts an operation. */
export interface OperationStarted {
  readonly id: string;
}

/** How a long operation is. It is forgotten some minutes after its end. */
export interface OperationView {
  readonly id: string;
  readonly kind: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** Events read so far. */
  readonly done: number;
  /** About how many there are. */
  readonly total?: number;
  /** What it gave so far, from the number `taken` of the question on. */
  readonly items: readonly unknown[];
  /** Nothing more will be given than what stands in `items`. */
  readonly itemsEnd: boolean;
  /** When done. */
  readonly result?: unknown;
  /** When failed: the name of what went wrong, and what to know of it. */
  readonly failure?: { readonly code: string; readonly detail: string };
}

/** What `projection verify` found. */
export interface VerificationView {
  readonly equal: boolean;
  readonly rows: number;
  /** The first ones, by primary key and column, never contents. */
  readonly differences: readonly string[];
}

/** One planned delivery beside what the record says of it: an item of the operation `plan-replay`. */
export interface ReplayedDelivery {
  readonly municipalityId: string;
  readonly eventId: string;
  readonly recipient: string;
  readonly channel: string;
  readonly template: string;
  readonly planned: 'due' | 'suppressed';
  readonly recorded: 'due' | 'sending' | 'sent' | 'suppressed' | 'dead' | 'blanked' | 'none';
}

/** A delivery that was given up. */
export interface DeadLetter {
  readonly municipalityId: string;
  readonly eventId: string;
  /** Code of the recipient's report. */
  readonly recipient: string;
  readonly channel: string;
  /** Code of the report it is about. */
  readonly code: string;
  readonly template: string;
  readonly attempts: number;
  /** Class of the last error, such as `smtp-550`. */
  readonly error: string;
  readonly occurredAt: string;
}

/** Someone of the staff, as operators see it. */
export interface AccountView {
  readonly municipalityId: string;
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly departments: readonly string[];
  /** May not sign in. */
  readonly disabled: boolean;
}

/** One of the reply to `newsletter.find-subscriber` and `newsletter.erase-subscriber`: nothing is known of somebody who was erased but that they do not want the newsletter. */
export interface FoundSubscriber {
  readonly municipalityId: string;
  readonly erased: boolean;
}

/** One of the reply to `notifications.find-follows`. */
export interface FoundFollows {
  readonly municipalityId: string;
  /** How many. */
  readonly follows: number;
}
