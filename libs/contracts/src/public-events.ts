import type { Channel, Language, Outcome, ReportStatus, ReportType, Visibility } from './vocabulary';

/** What every public event says. `data` by type is in `ReportPublicEvents`. */
export interface PublicEvent<Type extends string = string, Data extends object = object> {
  readonly eventId: string;
  /** The feed's position; opaque, string order is feed order. */
  readonly position: string;
  readonly type: Type;
  readonly municipalityId: string;
  readonly code: string;
  readonly revision: number;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly imported: boolean;
  readonly data: Data;
}

/** Ciphertexts are passed on as they are; the owner opens them (`reports.unseal`) at the moment of use. */
interface WithText {
  readonly sealedText?: string;
}

interface Forgetting {
  /** Somebody asked for it, or it was kept for as long as the rules of the Comune say. Earlier versions do not tell. */
  readonly reason?: 'request' | 'retention';
}

/** What the reports service tells the others. A new type or field may appear; none changes its meaning. */
export interface ReportPublicEvents {
  'report.submitted': WithText & {
    readonly type: ReportType;
    readonly category: string;
    readonly channel: Channel;
    readonly visibility: Visibility;
    readonly dueBy: string;
    readonly language: Language;
    readonly sealedReporter?: string;
    /** Of the event as it is stored, SHA-256 in hexadecimal: what the receipt proves. */
    readonly digest?: string;
  };
  /** `firstTime` when someone took charge, `departmentChanged` when it moved; else only the person or the date changed. */
  'report.assigned': WithText & {
    readonly status: ReportStatus;
    readonly department: string;
    readonly dueBy: string;
    readonly firstTime: boolean;
    readonly departmentChanged: boolean;
  };
  'report.work-started': WithText;
  'report.information-requested': WithText;
  'report.information-request-cancelled': WithText;
  'report.information-provided': WithText;
  'report.resolved': WithText & { readonly outcome: Outcome };
  'report.rejected': WithText;
  'report.withdrawn': WithText;
  'report.marked-duplicate': WithText & { readonly of: string };
  'report.reopened': WithText & { readonly status: ReportStatus };
  'report.public-note-added': WithText;
  'report.visibility-set': { readonly visibility: Visibility };
  'report.text-redacted': Forgetting;
  'report.reporter-erased': Forgetting;
}

export type ReportPublicEventType = keyof ReportPublicEvents;
export type ReportPublicEvent = {
  [Type in ReportPublicEventType]: PublicEvent<Type, ReportPublicEvents[Type]>;
}[ReportPublicEventType];

/** One page of a feed, cut by count and by bytes. */
export interface FeedPage<Event extends PublicEvent = PublicEvent> {
  readonly events: readonly Event[];
  /** Where the reader stands after this page; it sends this back to go on. */
  readonly checkpoint: {
    readonly logId: string;
    readonly position: string;
    readonly lastEvent?: { readonly stream: string; readonly revision: number; readonly eventId: string };
  };
  /** True when nothing more was there. */
  readonly atEnd: boolean;
}
