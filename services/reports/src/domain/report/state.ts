import type { ReportKind, ReportPriority, ReportVisibility } from './events';

export type OpenStatus = 'submitted' | 'assigned' | 'in_progress' | 'waiting_for_reporter';
export type EndStatus = 'resolved' | 'rejected' | 'withdrawn' | 'duplicate';
export type ReportStatusValue = 'none' | OpenStatus | EndStatus;

/** What `decide` needs to know of a report, and nothing else: no text, no contact. */
export interface ReportState {
  readonly status: ReportStatusValue;
  readonly code: string;
  readonly kind: ReportKind;
  readonly category: string;
  readonly visibility: ReportVisibility;
  readonly priority: ReportPriority;
  readonly department?: string;
  readonly assignee?: string;
  readonly dueBy: string;
  readonly attachments: readonly string[];
  /** While waiting: where an answer leads back to, and since when the clock stands (ISO 8601, UTC). */
  readonly waiting?: { readonly returnTo: 'assigned' | 'in_progress'; readonly since: string };
  /** When the report last came to an end (ISO 8601, UTC). */
  readonly endedAt?: string;
  readonly rated: boolean;
  /** Deadlines that people were reminded of; each once (ISO 8601). */
  readonly remindedDeadlines: readonly string[];
  /** Deadlines that passed and were told; each once (ISO 8601). */
  readonly escalatedDeadlines: readonly string[];
  readonly textRedacted: boolean;
  readonly reporterErased: boolean;
  readonly hasReporter: boolean;
  readonly duplicateOf?: string;
  /** Commands already handled, with the HMAC of the body each came with. */
  readonly handled: ReadonlyMap<string, string | undefined>;
}
