import type { DomainEvent } from '@sportello/event-sourcing';

/*
 * The facts of a report's life, as stored. Texts that people wrote stand in `sealedText` (AES-256-GCM of a JSON object, under the
 * report's `text` key), name and contacts in `sealedReporter` (under its `reporter` key). Everything configuration decided
 * is written here, so that nobody needs the configuration of that day to read the log.
 */

export type ReportKind = 'issue' | 'suggestion' | 'complaint';
export type ReportChannel =
  'web' | 'app' | 'email' | 'phone' | 'counter' | 'open311' | 'telegram' | 'whatsapp' | 'import';
export type ReportVisibility = 'public' | 'private';
export type ReportPriority = 'low' | 'normal' | 'high' | 'urgent';
export type ReportOutcome = 'fixed' | 'answered' | 'not_our_competence' | 'nothing_to_do';

/** WGS 84, degrees. */
export interface Coordinates {
  readonly lat: number;
  readonly lon: number;
}

/** What routing and the SLA calendar decided, with the version of the municipality's rules. */
export interface Ruling {
  /** The department that the category, or a routing rule, proposes; nobody has taken charge yet. */
  readonly proposedDepartment: string;
  /** ISO 8601, UTC. */
  readonly dueBy: string;
  readonly rulesVersion: string;
}

/** What a routing rule decided. */
export interface RuledRouting {
  /** From now on; absent: no other than before, which at first is normal. */
  readonly priority?: ReportPriority;
  /** Id of the rule, among those of `rulesVersion`; absent: the category alone. */
  readonly routingRule?: string;
}

interface WithText {
  readonly sealedText?: string;
}

export type ReportEvent =
  /** The Comune has the report and owes an answer by `dueBy`. Nobody has taken charge. `sealedText`: subject, description, address, answers. */
  | DomainEvent<
      'report.submitted',
      Ruling &
        RuledRouting & {
          readonly code: string;
          readonly kind: ReportKind;
          readonly category: string;
          readonly channel: ReportChannel;
          readonly visibility: ReportVisibility;
          readonly location?: Coordinates;
          readonly language: string;
          readonly sealedText: string;
          readonly sealedReporter?: string;
          /** HMACs of the reporter's normalised e-mail and phone: for look-ups, not for reading. */
          readonly contactHmacs: readonly string[];
          /** HMACs of the stemmed words of the text: a blind index for searching. */
          readonly searchTokens: readonly string[];
          readonly attachments: readonly string[];
        }
    >
  /**
   * A department answers for the report from now on. The first is the "presa in carico" (`firstTime`), `departmentChanged` that it moved;
   * with neither only assignee, date or note are new. `sealedText`: note.
   */
  | DomainEvent<
      'report.assigned',
      WithText & {
        readonly department: string;
        readonly assignee?: string;
        readonly dueBy: string;
        readonly firstTime: boolean;
        readonly departmentChanged: boolean;
      }
    >
  /** Someone is on it. Not that anything is mended. `sealedText`: note. */
  | DomainEvent<'report.work-started', WithText>
  /** The office cannot go on without the reporter; the SLA clock stops. `sealedText`: question. */
  | DomainEvent<'report.information-requested', WithText>
  /** The office goes on without the answer; the clock runs again until `dueBy`. `sealedText`: note. */
  | DomainEvent<'report.information-request-cancelled', WithText & { readonly dueBy: string }>
  /** The reporter answered; the clock runs again until `dueBy`. `sealedText`: answer. */
  | DomainEvent<'report.information-provided', WithText & { readonly dueBy: string }>
  /** The office has done what it will do. Not that the reporter agrees. `sealedText`: note. */
  | DomainEvent<'report.resolved', WithText & { readonly outcome: ReportOutcome }>
  /** The report is not one the Comune will work on. `sealedText`: reason. */
  | DomainEvent<'report.rejected', WithText>
  /** The reporter takes it back. `sealedText`: reason. */
  | DomainEvent<'report.withdrawn', WithText>
  /** Another report says the same; who followed this follows that. `sealedText`: note. */
  | DomainEvent<'report.marked-duplicate', WithText & { readonly of: string }>
  /** It is not done after all. A new deadline counts from here. `sealedText`: reason. */
  | DomainEvent<'report.reopened', WithText & { readonly dueBy: string }>
  /** What the reporter thinks of the resolution, once for each. `sealedText`: comment. */
  | DomainEvent<'report.rated', WithText & { readonly rating: number }>
  /** Kind or category was wrong; the ruling follows. Whoever is in charge stays so; while nobody is, routing rules are asked again. */
  | DomainEvent<'report.reclassified', Ruling & RuledRouting & { readonly kind: ReportKind; readonly category: string }>
  /**
   * The place was wrong. While nobody is in charge routing rules are asked again: `proposedDepartment` and the `rulesVersion` that proposes it are
   * there then. The deadline is not of places. `sealedText`: address.
   */
  | DomainEvent<
      'report.relocated',
      WithText &
        Partial<Pick<Ruling, 'proposedDepartment' | 'rulesVersion'>> &
        RuledRouting & { readonly location?: Coordinates }
    >
  /** A remark by staff; on the status page only when `public`. `sealedText`: note. */
  | DomainEvent<'report.note-added', WithText & { readonly public: boolean }>
  /** A stored file belongs to the report. The file is elsewhere. */
  | DomainEvent<'report.file-attached', { readonly attachment: string }>
  | DomainEvent<'report.prioritised', { readonly priority: ReportPriority }>
  /** A person moved the deadline. */
  | DomainEvent<'report.deadline-changed', { readonly dueBy: string }>
  /** The municipality's rules changed, and with them the deadline. Not one that a person set: that one stands. */
  | DomainEvent<'report.deadline-recomputed', { readonly dueBy: string; readonly rulesVersion: string }>
  /** The deadline `dueBy` is near and the report still open: time to remind whoever answers for it. Once for each deadline. */
  | DomainEvent<'report.deadline-reminded', { readonly dueBy: string }>
  /** The deadline `dueBy` passed with the report still open. Once for each deadline. */
  | DomainEvent<'report.escalated', { readonly dueBy: string }>
  | DomainEvent<'report.visibility-set', { readonly visibility: ReportVisibility }>
  /**
   * From now on the public reads `sealedText` in place of the text of the event at `revision`. Not that the text is gone: staff find it in the
   * history, and `restored` says that the public reads it again. `sealedText`: the whole wording, and the reason.
   */
  | DomainEvent<
      'report.text-moderated',
      WithText & {
        readonly revision: number;
        readonly restored: boolean;
        /** HMACs of the stemmed words of the wording, when it is that of the submission: what the public finds it by. */
        readonly searchTokens?: readonly string[];
      }
    >
  /** The texts must not be read any more; a subscription destroys the `text` key. */
  | DomainEvent<'report.text-redacted', { readonly reason: 'request' | 'retention' }>
  /** The reporter must be forgotten; a subscription destroys the `reporter` key. */
  | DomainEvent<'report.reporter-erased', { readonly reason: 'request' | 'retention' }>;

export type ReportEventType = ReportEvent['type'];
export type ReportEventOf<Type extends ReportEventType> = Extract<ReportEvent, { readonly type: Type }>;
