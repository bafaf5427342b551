import { Type } from 'class-transformer';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { Nested, Optional } from './fields';
import { IsMoment } from './is-moment';
import { DEFAULT_PAGE_SIZE, MAX_FEED_PAGE, MAX_PAGE_SIZE, MAX_UNSEAL } from './limits';
import { IsPlainText } from './plain-text';
import { IsReportCode, IsReportOrFollow } from './is-report-code';
import { MUNICIPALITY_NAME } from './municipality-name';
import { SLUG } from './slug';
import { REPORT_STATUSES, type ReportStatus } from './vocabulary';

/** The message of `reports.page`. */
export class ReportPageQuery {
  @IsReportCode()
  code!: string;

  @Optional()
  @MaxLength(100)
  reportToken?: string;

  /** Facts as they stood then; rights, visibility, redaction and erasure as they are today. */
  @Optional()
  @IsMoment()
  asOf?: string;
}

/** The message of `reports.receipt`. */
export class ReportReceiptQuery {
  @IsReportCode()
  code!: string;

  @Optional()
  @MaxLength(100)
  reportToken?: string;
}

export class Paging {
  @ApiPropertyOptional({ minimum: 1, maximum: 10_000, default: 1 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  page?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: MAX_PAGE_SIZE, default: DEFAULT_PAGE_SIZE })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE_SIZE)
  pageSize?: number;
}

/** The message of `reports.public-list`, and the query of `GET /reports`. */
export class PublicReportsQuery extends Paging {
  @ApiPropertyOptional({ enum: REPORT_STATUSES })
  @Optional()
  @IsIn(REPORT_STATUSES)
  status?: ReportStatus;

  @ApiPropertyOptional()
  @Optional()
  @Matches(SLUG, { message: 'category must be the slug of a category' })
  category?: string;

  @ApiPropertyOptional({ description: 'minLon,minLat,maxLon,maxLat (WGS 84, degrees)', example: '13.8,41.4,13.9,41.5' })
  @Optional()
  @Matches(/^-?\d{1,3}(\.\d+)?(,-?\d{1,3}(\.\d+)?){3}$/, { message: 'bbox must be minLon,minLat,maxLon,maxLat' })
  bbox?: string;

  @ApiPropertyOptional({ maxLength: 100, description: 'Words to look for in subject, description and address' })
  @Optional()
  @IsPlainText({ max: 100 })
  q?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Submitted at or after' })
  @Optional()
  @IsMoment()
  since?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'As the list stood then' })
  @Optional()
  @IsMoment()
  asOf?: string;
}

/** The message of `reports.history`. */
export class ReportHistoryQuery {
  @IsReportCode()
  code!: string;
}

export class FeedCheckpointEvent {
  @MaxLength(150)
  stream!: string;

  @IsInt()
  @Min(0)
  revision!: number;

  @IsUUID()
  eventId!: string;
}

/** A reader's place in a feed, as the owner gave it (`FeedPage.checkpoint`). */
export class FeedCheckpoint {
  @MaxLength(100)
  logId!: string;

  @MaxLength(100)
  position!: string;

  @Nested(() => FeedCheckpointEvent, { optional: true })
  lastEvent?: FeedCheckpointEvent;
}

/** The message of every feed: what happened after this checkpoint (absent: from the beginning)? Answered by `FeedPage`, or refused with `LOG_DIVERGED`. */
export class FeedQuery {
  @Nested(() => FeedCheckpoint, { optional: true })
  checkpoint?: FeedCheckpoint;

  @IsInt()
  @Min(1)
  @Max(MAX_FEED_PAGE)
  limit!: number;
}

export class UnsealItem {
  @Matches(MUNICIPALITY_NAME)
  municipalityId!: string;

  @IsReportOrFollow()
  code!: string;

  /** Ciphertext under the report's `reporter` key, or the follow's. */
  @Optional()
  @MaxLength(20_000)
  sealedReporter?: string;

  /** Ciphertexts under the report's `text` key. */
  @IsArray()
  @ArrayMaxSize(5)
  @MaxLength(100_000, { each: true })
  sealedTexts!: string[];

  /** Also a link to all reports with the address that is opened. */
  @Optional()
  @IsBoolean()
  withLink?: boolean;
}

/** The message of `reports.unseal`, for services only: opens what a delivery needs at the moment of sending. */
export class UnsealQuery {
  @IsArray()
  @ArrayMaxSize(MAX_UNSEAL)
  @Nested(() => UnsealItem, { each: true })
  items!: UnsealItem[];
}

/** The message of `notifications.dev-mail` and the query of `GET /dev/mail.json`. */
export class DevMailQuery {
  @ApiPropertyOptional({ maxLength: 254 })
  @Optional()
  @MaxLength(254)
  to?: string;
}

export class HealthQuery {
  @Optional()
  @IsBoolean()
  details?: boolean;
}
