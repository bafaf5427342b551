import { reject, type Rejection } from '@sportello/event-sourcing';
import type { ReportEvent } from './events';
import type { EndStatus, OpenStatus, ReportState } from './state';

/** Why a command on a report is refused. */
export const REPORT_REJECTION_CODES = [
  'IDEMPOTENCY_KEY_REUSED',
  'REPORT_NOT_FOUND',
  'REPORT_ALREADY_SUBMITTED',
  'REPORT_NOT_ASSIGNED',
  'REPORT_ALREADY_STARTED',
  'REPORT_NOT_WAITING',
  'REPORT_WAITING_FOR_REPORTER',
  'REPORT_ALREADY_RESOLVED',
  'REPORT_ALREADY_REJECTED',
  'REPORT_ALREADY_WITHDRAWN',
  'REPORT_ALREADY_DUPLICATE',
  'REPORT_NOT_CLOSED',
  'REPORT_NOT_RESOLVED',
  'REPORT_ALREADY_RATED',
  'REOPENING_TOO_LATE',
  'DUPLICATE_OF_ITSELF',
  'DUPLICATE_CYCLE',
  'DUPLICATE_TARGET_NOT_FOUND',
  'DEADLINE_ALREADY_ESCALATED',
  'DUE_DATE_IN_THE_PAST',
  'TOO_MANY_ATTACHMENTS',
  'REPORT_FILES_ERASED',
] as const;
export type ReportRejectionCode = (typeof REPORT_REJECTION_CODES)[number];

/** What follows from a command: facts, none, or a refusal. */
export type Decision = readonly ReportEvent[] | Rejection<ReportRejectionCode>;

/** The report exists. */
export type ExistingReport = ReportState & { readonly status: OpenStatus | EndStatus };
/** The report exists and has not come to an end. */
export type OpenReport = ReportState & { readonly status: OpenStatus };

const ENDED = {
  resolved: 'REPORT_ALREADY_RESOLVED',
  rejected: 'REPORT_ALREADY_REJECTED',
  withdrawn: 'REPORT_ALREADY_WITHDRAWN',
  duplicate: 'REPORT_ALREADY_DUPLICATE',
} as const satisfies Record<EndStatus, ReportRejectionCode>;

export function exists(report: ReportState): report is ExistingReport {
  return report.status !== 'none';
}

export function hasEnded(status: OpenStatus | EndStatus): status is EndStatus {
  return status in ENDED;
}

/** Decides on a report that must still be open; one that has ended says how. */
export function ifOpen(report: ExistingReport, decide: (report: OpenReport) => Decision): Decision {
  const { status } = report;
  return hasEnded(status) ? reject(ENDED[status]) : decide({ ...report, status });
}
