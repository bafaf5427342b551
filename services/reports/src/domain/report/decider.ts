import { reject, type Decider } from '@sportello/event-sourcing';
import type { ReportCommand } from './commands';
import { markDuplicate, rate, rejectReport, reopen, resolve, withdraw } from './decide-ending';
import {
  addNote,
  attachFile,
  changeDeadline,
  correct,
  eraseReporter,
  escalate,
  moderateText,
  prioritise,
  reclassify,
  recomputeDeadline,
  redactText,
  relocate,
  remindOfDeadline,
  setVisibility,
} from './decide-particulars';
import { assign, cancelInformationRequest, provideInformation, requestInformation, startWork } from './decide-work';
import type { ReportEvent } from './events';
import { evolve, initialState } from './evolve';
import { exists, type Decision, type ReportRejectionCode } from './rejections';
import type { ReportState } from './state';

/** The rules of a report's life: which command is allowed in which state, and what follows from it. */
export function decide(command: ReportCommand, report: ReportState): Decision {
  const { commandId, bodyHmac } = command.metadata;
  if (report.handled.has(commandId)) {
    return report.handled.get(commandId) === bodyHmac ? [] : reject('IDEMPOTENCY_KEY_REUSED');
  }
  if (!exists(report)) {
    return command.type === 'SubmitReport'
      ? [{ type: 'report.submitted', data: command.data }]
      : reject('REPORT_NOT_FOUND');
  }
  switch (command.type) {
    case 'SubmitReport':
      return reject('REPORT_ALREADY_SUBMITTED');
    case 'AssignReport':
      return assign(command, report);
    case 'StartWork':
      return startWork(command, report);
    case 'RequestInformation':
      return requestInformation(command, report);
    case 'CancelInformationRequest':
      return cancelInformationRequest(command, report);
    case 'ProvideInformation':
      return provideInformation(command, report);
    case 'ResolveReport':
      return resolve(command, report);
    case 'RejectReport':
      return rejectReport(command, report);
    case 'MarkDuplicate':
      return markDuplicate(command, report);
    case 'WithdrawReport':
      return withdraw(command, report);
    case 'ReopenReport':
      return reopen(command, report);
    case 'RateReport':
      return rate(command, report);
    case 'ReclassifyReport':
      return reclassify(command, report);
    case 'RelocateReport':
      return relocate(command, report);
    case 'CorrectReport':
      return correct(command, report);
    case 'AddNote':
      return addNote(command, report);
    case 'AttachFile':
      return attachFile(command, report);
    case 'PrioritiseReport':
      return prioritise(command, report);
    case 'ChangeDeadline':
      return changeDeadline(command, report);
    case 'RecomputeDeadline':
      return recomputeDeadline(command, report);
    case 'RemindOfDeadline':
      return remindOfDeadline(command, report);
    case 'EscalateReport':
      return escalate(command, report);
    case 'SetVisibility':
      return setVisibility(command, report);
    case 'ModerateText':
      return moderateText(command, report);
    case 'RedactText':
      return redactText(command, report);
    case 'EraseReporter':
      return eraseReporter(command, report);
    default:
      throw new Error(`No rule for the command ${(command satisfies never as ReportCommand).type}`);
  }
}

export const reportDecider: Decider<ReportState, ReportCommand, ReportEvent, ReportRejectionCode> = {
  initialState,
  decide,
  evolve,
};
