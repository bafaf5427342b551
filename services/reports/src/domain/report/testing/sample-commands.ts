import type { Command, CommandMetadata } from '@sportello/event-sourcing';
import { commandMetadata } from '@sportello/event-sourcing/testing';
import type { ReportCommandOf, ReportCommandType } from '../commands';
import { SAMPLE_EVENTS } from './sample-events';

const DEADLINE = SAMPLE_EVENTS['report.submitted'].dueBy;

type CommandData = { readonly [Type in ReportCommandType]: ReportCommandOf<Type>['data'] };

/** One of each command. On a report of `reports-in-every-state` each would change something, where it is allowed. */
export const SAMPLE_COMMANDS: CommandData = {
  SubmitReport: SAMPLE_EVENTS['report.submitted'],
  AssignReport: { department: 'green', dueBy: '2025-04-22T21:59:59.000Z', sealedText: 'sealed-note' },
  StartWork: { sealedText: 'sealed-note' },
  RequestInformation: { sealedText: 'sealed-question' },
  CancelInformationRequest: { dueBy: '2025-04-16T21:59:59.000Z' },
  ProvideInformation: { dueBy: '2025-04-16T21:59:59.000Z', sealedText: 'sealed-answer' },
  ResolveReport: { outcome: 'fixed', sealedText: 'sealed-note' },
  RejectReport: { sealedText: 'sealed-reason' },
  MarkDuplicate: { of: '2B4D6F8H0JK', targetChain: ['2B4D6F8H0JK'] },
  WithdrawReport: {},
  ReopenReport: { dueBy: '2025-05-05T21:59:59.000Z', reopenDays: 30, sealedText: 'sealed-reason' },
  RateReport: { rating: 4 },
  ReclassifyReport: { ...SAMPLE_EVENTS['report.reclassified'] },
  RelocateReport: { location: { lat: 41.5, lon: 13.82 } },
  CorrectReport: {
    classification: { ...SAMPLE_EVENTS['report.reclassified'] },
    place: { location: { lat: 41.5, lon: 13.82 } },
  },
  AddNote: { public: false, sealedText: 'sealed-note' },
  AttachFile: { attachment: 'attachment-2' },
  PrioritiseReport: { priority: 'urgent' },
  ChangeDeadline: { dueBy: '2025-04-18T21:59:59.000Z' },
  RecomputeDeadline: { dueBy: '2025-04-11T21:59:59.000Z', rulesVersion: 'fedcba987654' },
  RemindOfDeadline: { dueBy: DEADLINE },
  EscalateReport: { dueBy: DEADLINE },
  SetVisibility: { visibility: 'private' },
  ModerateText: { ...SAMPLE_EVENTS['report.text-moderated'] },
  RedactText: { reason: 'request' },
  EraseReporter: { reason: 'request' },
};

/** The sample of a type, with what matters to the test in place of what the sample says. */
export function sampleCommand<Type extends ReportCommandType>(
  type: Type,
  data: Partial<CommandData[Type]> = {},
  metadata: Partial<CommandMetadata> = {},
): Command<Type, CommandData[Type]> {
  return { type, data: { ...SAMPLE_COMMANDS[type], ...data }, metadata: commandMetadata(metadata) };
}

/** Metadata of a command by who reported it. */
export const BY_THE_REPORTER = { actor: { kind: 'reporter' } } as const;

/** A moment after the deadline of the sample reports. */
export const AFTER_THE_DEADLINE = '2025-04-15T08:00:00.000Z';
