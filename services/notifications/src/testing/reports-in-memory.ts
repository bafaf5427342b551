import type { ReportPublicEvent } from '@sportello/contracts';
import type { KeptReports } from '../planning/kept-reports';
import type { FollowedReport } from '../planning/report-book';

/** What is kept of reports, for tests of what is planned: all of it is given whatever is asked. */
export class ReportsInMemory implements KeptReports {
  readonly kept = new Map<string, FollowedReport>();
  /** How many events were asked about, page by page. */
  readonly pages: number[] = [];

  async about(events: readonly ReportPublicEvent[]): Promise<readonly FollowedReport[]> {
    this.pages.push(events.length);
    return [...this.kept.values()];
  }

  async keep(reports: readonly FollowedReport[]): Promise<void> {
    for (const report of reports) this.kept.set(`${report.municipalityId}_${report.code}`, report);
  }
}
