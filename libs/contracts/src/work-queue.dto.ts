import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, Matches } from 'class-validator';
import { IsCursor, Optional } from './fields';
import { IsMoment } from './is-moment';
import { IsPlainText } from './plain-text';
import { Paging } from './report-queries.dto';
import type { ListPage, LocationView } from './report-views';
import { SLUG } from './slug';
import {
  CHANNELS,
  PRIORITIES,
  REPORT_STATUSES,
  REPORT_TYPES,
  type Channel,
  type Priority,
  type ReportStatus,
  type ReportType,
  type Visibility,
} from './vocabulary';

/**
 * `overdue`: what is late first, then what is due soonest; what waits for the reporter, whose clock stands still, after all that; what is closed last.
 * The others say what they sort by, with `-` from the latest.
 */
export const WORK_QUEUE_SORTS = ['overdue', 'dueBy', '-dueBy', 'submittedAt', '-submittedAt', 'priority'] as const;
export type WorkQueueSort = (typeof WORK_QUEUE_SORTS)[number];

const YES_OR_NO = ['true', 'false'] as const;
type YesOrNo = (typeof YES_OR_NO)[number];

/** The message of `reports.work-queue`, and the query of `GET /work-queue`. */
export class WorkQueueQuery extends Paging {
  @ApiPropertyOptional()
  @Optional()
  @Matches(SLUG, { message: 'department must be the id of a department' })
  department?: string;

  @ApiPropertyOptional()
  @Optional()
  @Matches(/^[A-Za-z0-9-]{1,100}$/, { message: 'assignee must be the id of an account' })
  assignee?: string;

  @ApiPropertyOptional({
    enum: REPORT_STATUSES,
    isArray: true,
    description: 'One or several, repeated or with commas between them. Without it: whatever is open',
  })
  @Optional()
  @Transform(({ value }: { value: unknown }) => severalOf(value))
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(REPORT_STATUSES.length)
  @IsIn(REPORT_STATUSES, { each: true })
  status?: ReportStatus[];

  @ApiPropertyOptional({ enum: YES_OR_NO, description: 'Only what is open past its deadline, or only what is not' })
  @Optional()
  @Type(() => String)
  @IsIn(YES_OR_NO)
  overdue?: YesOrNo;

  @ApiPropertyOptional()
  @Optional()
  @Matches(SLUG, { message: 'category must be the slug of a category' })
  category?: string;

  @ApiPropertyOptional({ enum: REPORT_TYPES })
  @Optional()
  @IsIn(REPORT_TYPES)
  type?: ReportType;

  @ApiPropertyOptional({ enum: CHANNELS })
  @Optional()
  @IsIn(CHANNELS)
  channel?: Channel;

  @ApiPropertyOptional({ enum: PRIORITIES })
  @Optional()
  @IsIn(PRIORITIES)
  priority?: Priority;

  @ApiPropertyOptional({ maxLength: 100, description: 'Words to look for in subject, description and address' })
  @Optional()
  @IsPlainText({ max: 100 })
  q?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Submitted at or after' })
  @Optional()
  @IsMoment()
  since?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Submitted before' })
  @Optional()
  @IsMoment()
  until?: string;

  @ApiPropertyOptional({ enum: WORK_QUEUE_SORTS, default: 'overdue' })
  @Optional()
  @IsIn(WORK_QUEUE_SORTS)
  sort?: WorkQueueSort;

  @ApiPropertyOptional({
    enum: YES_OR_NO,
    description: 'Also how many there are in each state and department, of 10,000 at most',
  })
  @Optional()
  @Type(() => String)
  @IsIn(YES_OR_NO)
  counts?: YesOrNo;

  @ApiPropertyOptional({
    maxLength: 4000,
    description: 'Where the page before ended: from its `next`. Instead of `page`, with the same filters and sort',
  })
  @Optional()
  @IsCursor(4000)
  cursor?: string;
}

/** One line of the work queue. */
export interface WorkQueueItem {
  readonly code: string;
  readonly type: ReportType;
  readonly category: string;
  readonly status: ReportStatus;
  readonly channel: Channel;
  readonly visibility: Visibility;
  readonly priority: Priority;
  readonly submittedAt: string;
  readonly dueBy: string;
  readonly overdue: boolean;
  /** This deadline was told of: that it is near; that it has passed. */
  readonly reminded: boolean;
  readonly escalated: boolean;
  /** The department in charge, or before the first assignment the one that the category proposes. */
  readonly department: string;
  readonly assignee?: string;
  readonly subject?: string;
  readonly location?: LocationView;
  readonly revision: number;
}

/** How many reports there are in each state and department, of those that the filters and the asker's rights leave. */
export interface WorkQueueCounts {
  readonly overdue: number;
  readonly statuses: readonly { readonly status: ReportStatus; readonly total: number }[];
  readonly departments: readonly { readonly department: string; readonly total: number; readonly overdue: number }[];
}

/** One page of the work queue. */
export interface WorkQueuePage extends ListPage<WorkQueueItem> {
  /** There may be more than were counted: `total` says how many at least, `counts` are of those that were counted alone. */
  readonly atLeast: boolean;
  readonly counts?: WorkQueueCounts;
  /** The cursor of the page behind this one; absent on the last. */
  readonly next?: string;
}

function severalOf(value: unknown): unknown {
  if (typeof value === 'string') return value.split(',');
  return Array.isArray(value) ? value.flatMap(severalOf) : value;
}
