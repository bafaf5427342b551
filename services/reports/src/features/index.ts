import { AddNoteHandler } from './add-note/add-note.handler';
import { AssignReportHandler } from './assign-report/assign-report.handler';
import { AttachFileHandler } from './attach-file/attach-file.handler';
import { CancelInformationRequestHandler } from './cancel-information-request/cancel-information-request.handler';
import { ChangeDeadlineHandler } from './change-deadline/change-deadline.handler';
import { CorrectReportHandler } from './correct-report/correct-report.handler';
import { EraseReporterHandler } from './erase-reporter/erase-reporter.handler';
import { MarkDuplicateHandler } from './mark-duplicate/mark-duplicate.handler';
import { ModerateTextHandler } from './moderate-text/moderate-text.handler';
import { PrioritiseReportHandler } from './prioritise-report/prioritise-report.handler';
import { ProvideInformationHandler } from './provide-information/provide-information.handler';
import { RateReportHandler } from './rate-report/rate-report.handler';
import { RedactTextHandler } from './redact-text/redact-text.handler';
import { RejectReportHandler } from './reject-report/reject-report.handler';
import { ReopenReportHandler } from './reopen-report/reopen-report.handler';
import { RequestInformationHandler } from './request-information/request-information.handler';
import { ResolveReportHandler } from './resolve-report/resolve-report.handler';
import { SetVisibilityHandler } from './set-visibility/set-visibility.handler';
import { StartWorkHandler } from './start-work/start-work.handler';
import { SubmitReportHandler } from './submit-report/submit-report.handler';
import { WithdrawReportHandler } from './withdraw-report/withdraw-report.handler';

/** One for every command that may come over the bus. */
export const commandHandlers = [
  AddNoteHandler,
  AssignReportHandler,
  AttachFileHandler,
  CancelInformationRequestHandler,
  ChangeDeadlineHandler,
  CorrectReportHandler,
  EraseReporterHandler,
  MarkDuplicateHandler,
  ModerateTextHandler,
  PrioritiseReportHandler,
  ProvideInformationHandler,
  RateReportHandler,
  RedactTextHandler,
  RejectReportHandler,
  ReopenReportHandler,
  RequestInformationHandler,
  ResolveReportHandler,
  SetVisibilityHandler,
  StartWorkHandler,
  SubmitReportHandler,
  WithdrawReportHandler,
];
