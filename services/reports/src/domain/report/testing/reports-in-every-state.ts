import type { ReportEvent } from '../events';
import type { ReportStatusValue } from '../state';
import { sampleEvent } from './sample-events';

/*
 * The histories of reports, one for each state a report can be in. All were reported by someone who left a contact, about
 * potholes, and but for the submitted one have been with the department `roads`.
 */

export const noReport = (): ReportEvent[] => [];

export const aSubmittedReport = (): ReportEvent[] => [sampleEvent('report.submitted')];

export const anAssignedReport = (): ReportEvent[] => [...aSubmittedReport(), sampleEvent('report.assigned')];

export const aReportInProgress = (): ReportEvent[] => [...anAssignedReport(), sampleEvent('report.work-started')];

export const aWaitingReport = (): ReportEvent[] => [
  ...aReportInProgress(),
  sampleEvent('report.information-requested'),
];

export const aResolvedReport = (): ReportEvent[] => [...aReportInProgress(), sampleEvent('report.resolved')];

export const aRejectedReport = (): ReportEvent[] => [...anAssignedReport(), sampleEvent('report.rejected')];

export const aWithdrawnReport = (): ReportEvent[] => [...anAssignedReport(), sampleEvent('report.withdrawn')];

export const aDuplicateReport = (): ReportEvent[] => [...anAssignedReport(), sampleEvent('report.marked-duplicate')];

export const A_REPORT_IN: { readonly [Status in ReportStatusValue]: () => ReportEvent[] } = {
  none: noReport,
  submitted: aSubmittedReport,
  assigned: anAssignedReport,
  in_progress: aReportInProgress,
  waiting_for_reporter: aWaitingReport,
  resolved: aResolvedReport,
  rejected: aRejectedReport,
  withdrawn: aWithdrawnReport,
  duplicate: aDuplicateReport,
};
