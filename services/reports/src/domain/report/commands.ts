import type { Command } from '@sportello/event-sourcing';
import type {
  Coordinates,
  ReportEventOf,
  ReportKind,
  ReportOutcome,
  ReportPriority,
  ReportVisibility,
  RuledRouting,
  Ruling,
} from './events';

/** What the office or the reporter wrote, already sealed by the handler: deciders never see a plain text. */
interface WithText {
  readonly sealedText?: string;
}

/** What kind a report is of from now on, and what the municipality's rules make of that. */
interface NewClass extends Ruling, RuledRouting {
  readonly kind: ReportKind;
  readonly category: string;
  /** What kind and category ask for. It can only make the report private: making it public is a person's choice. */
  readonly visibility?: ReportVisibility;
}

/** A place, and what the rules make of it while nobody is in charge. */
interface NewPlace extends WithText, RuledRouting, Partial<Pick<Ruling, 'proposedDepartment' | 'rulesVersion'>> {
  readonly location?: Coordinates;
}

/** Commands on one report. The handler has looked up everything that configuration or another stream knows. */
export type ReportCommand =
  | Command<'SubmitReport', ReportEventOf<'report.submitted'>['data']>
  /** `dueBy` absent: the deadline stays. */
  | Command<
      'AssignReport',
      WithText & { readonly department: string; readonly assignee?: string; readonly dueBy?: string }
    >
  | Command<'StartWork', WithText>
  | Command<'RequestInformation', WithText>
  /** `dueBy` of this and of `ProvideInformation`: the deadline moved by the working time spent waiting. */
  | Command<'CancelInformationRequest', WithText & { readonly dueBy: string }>
  | Command<'ProvideInformation', WithText & { readonly dueBy: string }>
  | Command<'ResolveReport', WithText & { readonly outcome: ReportOutcome }>
  | Command<'RejectReport', WithText>
  /** `targetChain`: `of` and the reports that it repeats in turn, one more than may be when they go on; empty when there is no such report in this municipality. */
  | Command<'MarkDuplicate', WithText & { readonly of: string; readonly targetChain: readonly string[] }>
  | Command<'WithdrawReport', WithText>
  /** `reopenDays`: days (of 24 hours) that the reporter has after the end; staff have no limit. */
  | Command<'ReopenReport', WithText & { readonly dueBy: string; readonly reopenDays: number }>
  | Command<'RateReport', WithText & { readonly rating: number }>
  | Command<'ReclassifyReport', NewClass>
  | Command<'RelocateReport', NewPlace>
  /** Either of the two before, or both: all of it or nothing. */
  | Command<'CorrectReport', { readonly classification?: NewClass; readonly place?: NewPlace }>
  | Command<'AddNote', WithText & { readonly public: boolean }>
  | Command<'AttachFile', { readonly attachment: string }>
  | Command<'PrioritiseReport', { readonly priority: ReportPriority }>
  | Command<'ChangeDeadline', { readonly dueBy: string }>
  /** `dueBy`: what the rules of today make of the deadline. */
  | Command<'RecomputeDeadline', { readonly dueBy: string; readonly rulesVersion: string }>
  /** `dueBy`: the deadline that the caller saw come near; another one by now is nothing to remind of, and neither is one that has passed. */
  | Command<'RemindOfDeadline', { readonly dueBy: string }>
  /** `dueBy`: the deadline that the caller saw pass; another one by now is nothing to escalate. */
  | Command<'EscalateReport', { readonly dueBy: string }>
  | Command<'SetVisibility', { readonly visibility: ReportVisibility }>
  /** The handler has looked up that the event at `revision` has a text that is shown. */
  | Command<'ModerateText', ReportEventOf<'report.text-moderated'>['data']>
  | Command<'RedactText', { readonly reason: 'request' | 'retention' }>
  | Command<'EraseReporter', { readonly reason: 'request' | 'retention' }>;

export type ReportCommandType = ReportCommand['type'];
export type ReportCommandOf<Type extends ReportCommandType> = Extract<ReportCommand, { readonly type: Type }>;
