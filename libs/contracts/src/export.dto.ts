import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import { Nested, Optional } from './fields';
import { IsMoment } from './is-moment';
import { IsReportCode } from './is-report-code';
import { SLUG } from './slug';
import { StatisticsQuery, type Statistics } from './statistics.dto';
import {
  REPORT_STATUSES,
  type Channel,
  type Outcome,
  type ReportStatus,
  type ReportType,
  type Visibility,
} from './vocabulary';

/** Reports of an export travel so many at a time: a page must fit a message. */
export const EXPORT_PAGE = 500;

/** Behind which report a page begins. Neither ever changes, so that every report comes exactly once, whatever happens meanwhile. */
export class ExportPlace {
  @IsMoment()
  submittedAt!: string;

  @IsReportCode()
  code!: string;
}

/** What an export is of. */
export class ExportFilters {
  @ApiPropertyOptional({ format: 'date-time', description: 'Submitted at or after' })
  @Optional()
  @IsMoment()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Submitted before' })
  @Optional()
  @IsMoment()
  to?: string;

  @ApiPropertyOptional()
  @Optional()
  @Matches(SLUG, { message: 'category must be the slug of a category' })
  category?: string;

  @ApiPropertyOptional({ enum: REPORT_STATUSES })
  @Optional()
  @IsIn(REPORT_STATUSES)
  status?: ReportStatus;
}

/** The message of `reports.export` and of `reports.open-data`. */
export class ExportQuery extends ExportFilters {
  @Nested(() => ExportPlace, { optional: true })
  after?: ExportPlace;
}

/** The message of `reports.open-data-statistics`: as statistics, of what the open data hold. */
export class OpenDataStatisticsQuery extends StatisticsQuery {}

/** One report as the office exports it: no text, no person, no address. */
export interface ExportedReport {
  readonly code: string;
  readonly type: ReportType;
  readonly category: string;
  readonly status: ReportStatus;
  readonly channel: Channel;
  readonly visibility: Visibility;
  /** In charge, or before the first assignment proposed. */
  readonly department: string;
  readonly submittedAt: string;
  readonly assignedAt?: string;
  readonly dueBy: string;
  readonly endedAt?: string;
  readonly outcome?: Outcome;
  readonly lat?: number;
  readonly lon?: number;
}

/** One report as anybody may have it. Without code, so that it leads to no page; days are those of the Comune, `YYYY-MM-DD`. */
export interface OpenReport {
  readonly type: ReportType;
  readonly category: string;
  readonly status: ReportStatus;
  readonly department: string;
  readonly submittedOn: string;
  readonly assignedOn?: string;
  readonly endedOn?: string;
  readonly outcome?: Outcome;
  /** The middle of a square of 500 m; absent where the square holds too few. */
  readonly lat?: number;
  readonly lon?: number;
}

export interface ExportPage<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; absent on the last. */
  readonly next?: ExportPlace;
  /** Changes whenever anything does. */
  readonly version: string;
}

export interface OpenDataStatistics extends Statistics {
  readonly version: string;
}
