import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional } from './fields';
import { IsMoment } from './is-moment';

/** What statistics are split by. Of areas a place is counted in the first of the municipality's file that it lies in; weeks begin on Monday. */
export const STATISTICS_DIMENSIONS = ['category', 'department', 'state', 'channel', 'area', 'week'] as const;
export type StatisticsDimension = (typeof STATISTICS_DIMENSIONS)[number];

/** The message of `reports.statistics`, and the query of `GET /statistics`. */
export class StatisticsQuery {
  @ApiPropertyOptional({ format: 'date-time', description: 'Submitted at or after; else a year before `to`' })
  @Optional()
  @IsMoment()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Submitted before; else now' })
  @Optional()
  @IsMoment()
  to?: string;

  @ApiPropertyOptional({ enum: STATISTICS_DIMENSIONS, default: 'category' })
  @Optional()
  @IsIn(STATISTICS_DIMENSIONS)
  by?: StatisticsDimension;
}

/** Seconds that passed, nights and holidays among them; absent when there is none to measure. Percentiles are interpolated. */
export interface Durations {
  readonly median: number;
  readonly ninetieth: number;
}

/** What is counted of some reports, all submitted in the time that was asked for. */
export interface ReportFigures {
  readonly total: number;
  /** Assigned at least once, however long that took: from the submission to the first assignment. */
  readonly charged: number;
  /** Closed as they are now: from the submission to the last time that they were closed. */
  readonly resolved: number;
  readonly timeToCharge?: Durations;
  readonly timeToResolve?: Durations;
}

/** The reports of one category, department and so on. */
export interface StatisticsPart extends ReportFigures {
  /** Slug, id or state; the Monday of a week; absent for places in no area, and for reports without a place. */
  readonly part?: string;
}

export interface Statistics {
  readonly by: StatisticsDimension;
  readonly from: string;
  readonly to: string;
  readonly all: ReportFigures;
  /** In the order of their names, no more than a thousand. */
  readonly parts: readonly StatisticsPart[];
  /** Closed in the twelve months before now, whenever they were submitted. */
  readonly resolvedInLastYear: number;
}
