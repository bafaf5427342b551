import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  CHANNELS,
  OUTCOMES,
  PRIORITIES,
  REPORT_STATUSES,
  REPORT_TYPES,
  ReportLocation,
  TIMELINE_STEPS,
  VISIBILITIES,
  type Channel,
  type LocationView,
  type Outcome,
  type Priority,
  type ReportStatus,
  type ReportType,
  type TimelineStepKind,
  type Visibility,
} from '@sportello/contracts';
import { AttachmentView } from '../attachments/attachment.dto';

/** What the API answers about reports, as the OpenAPI document describes it. */

const CODE = { example: '7K3M9QX2ZDE', description: 'The code of the report' } as const;
const TIME = { format: 'date-time' } as const;

export class SubmissionLinks {
  @ApiProperty() self!: string;
  @ApiProperty({ description: 'Server-sent events' }) live!: string;
  @ApiProperty({ description: 'The status page for people; the tracking token stands after the #' }) page!: string;
}

export class SubmissionReceipt {
  @ApiProperty({
    example: '100878f2325170bb2e435dd7d6c14a999a2171db6df63e0074a5c81e7024ba3f',
    description: 'SHA-256 of what was stored. Keep it: with GET /reports/{code}/receipt it proves what you reported',
  })
  digest!: string;
}

/** 201 of `POST /reports` and `POST /intake`. */
export class SubmittedReport {
  @ApiProperty(CODE) code!: string;
  @ApiProperty({ example: 'cassino', description: 'The Comune that has it: what X-Municipality takes' })
  municipality!: string;
  @ApiProperty({ enum: REPORT_STATUSES }) status!: ReportStatus;
  @ApiProperty(TIME) submittedAt!: string;
  @ApiProperty(TIME) dueBy!: string;
  @ApiProperty({ description: 'Proves that the report is yours: send it as X-Report-Token' }) trackingToken!: string;
  @ApiProperty({ type: SubmissionReceipt }) receipt!: SubmissionReceipt;
  @ApiProperty({ type: SubmissionLinks }) links!: SubmissionLinks;
}

/** 200 of every change. */
export class ChangedReport {
  @ApiProperty(CODE) code!: string;
  @ApiProperty({ enum: REPORT_STATUSES }) status!: ReportStatus;
  @ApiProperty({ minimum: 0, type: 'integer' }) revision!: number;
}

export class TimelineEntry {
  @ApiProperty({ enum: REPORT_STATUSES, description: 'The status after this step' }) status!: ReportStatus;
  @ApiProperty({ enum: TIMELINE_STEPS }) step!: TimelineStepKind;
  @ApiProperty(TIME) at!: string;
  @ApiProperty({ description: "In the reader's language" }) label!: string;
  @ApiPropertyOptional() note?: string;
  @ApiPropertyOptional({ enum: [true], description: 'The note was moderated' }) moderated?: true;
  @ApiPropertyOptional() department?: string;
  @ApiPropertyOptional() departmentName?: string;
  @ApiPropertyOptional({ enum: OUTCOMES }) outcome?: Outcome;
}

/** What a list and a page say alike. */
export class ReportSummary {
  @ApiProperty(CODE) code!: string;
  @ApiProperty({ enum: REPORT_TYPES }) type!: ReportType;
  @ApiProperty() category!: string;
  @ApiProperty({ description: "In the reader's language" }) categoryLabel!: string;
  @ApiProperty({ enum: REPORT_STATUSES }) status!: ReportStatus;
  @ApiProperty({ description: "In the reader's language" }) statusLabel!: string;
  @ApiProperty(TIME) submittedAt!: string;
  @ApiPropertyOptional() department?: string;
  @ApiPropertyOptional({ description: "In the reader's language" }) departmentName?: string;
  @ApiPropertyOptional() subject?: string;
  @ApiPropertyOptional({ type: ReportLocation }) location?: LocationView;
  @ApiProperty({ minimum: 0, type: 'integer' }) revision!: number;
}

/** 200 of `GET /reports/{code}`. */
export class ReportDocument extends ReportSummary {
  @ApiProperty({ enum: CHANNELS }) channel!: Channel;
  @ApiProperty({ enum: VISIBILITIES }) visibility!: Visibility;
  @ApiPropertyOptional(TIME) assignedAt?: string;
  @ApiProperty(TIME) dueBy!: string;
  @ApiPropertyOptional(TIME) startedAt?: string;
  @ApiPropertyOptional(TIME) resolvedAt?: string;
  @ApiPropertyOptional({ enum: OUTCOMES }) outcome?: Outcome;
  @ApiPropertyOptional({ description: "In the reader's language" }) outcomeLabel?: string;
  @ApiPropertyOptional({ minimum: 1, maximum: 5, type: 'integer' }) rating?: number;
  @ApiPropertyOptional({ description: 'The report that this one repeats' }) duplicateOf?: string;
  @ApiPropertyOptional() description?: string;
  @ApiPropertyOptional({ enum: [true], description: 'Subject or description were moderated' }) moderated?: true;
  @ApiProperty({ description: 'The text was redacted' }) redacted!: boolean;
  @ApiProperty({ type: [AttachmentView] }) attachments!: readonly AttachmentView[];
  @ApiProperty({ type: [TimelineEntry] }) timeline!: readonly TimelineEntry[];
}

export class PageOfList {
  @ApiProperty({ minimum: 1, type: 'integer' }) page!: number;
  @ApiProperty({ minimum: 1, maximum: 100, type: 'integer' }) pageSize!: number;
  @ApiProperty({ minimum: 0, type: 'integer' }) total!: number;
}

/** 200 of `GET /reports`. */
export class ReportList extends PageOfList {
  @ApiProperty({ type: [ReportSummary] }) items!: readonly ReportSummary[];
}

export class FollowLinks {
  @ApiProperty() self!: string;
  @ApiProperty({ description: 'Server-sent events: every step as it happens' }) live!: string;
  @ApiProperty({ description: 'The status page for people' }) page!: string;
}

export class SimilarSummary extends ReportSummary {
  @ApiProperty({ minimum: 0, maximum: 1, description: 'How much alike' }) score!: number;
  @ApiProperty({ minimum: 0, type: 'integer', description: 'How far away' }) metres!: number;
  @ApiProperty({ type: FollowLinks, description: 'Where to follow it' }) links!: FollowLinks;
}

/** 200 of `POST /reports/similar` and `GET /reports/{code}/similar`: at most five, the likest first. */
export class SimilarReports {
  @ApiProperty({ type: [SimilarSummary] }) items!: readonly SimilarSummary[];
}

export class QueuedReport extends ReportSummary {
  @ApiProperty({ enum: CHANNELS }) channel!: Channel;
  @ApiProperty({ enum: VISIBILITIES }) visibility!: Visibility;
  @ApiProperty({ enum: PRIORITIES }) priority!: Priority;
  @ApiProperty(TIME) dueBy!: string;
  @ApiProperty() overdue!: boolean;
  @ApiProperty({ description: 'That this deadline is near was told of' }) reminded!: boolean;
  @ApiProperty({ description: 'That this deadline has passed was told of' }) escalated!: boolean;
  @ApiPropertyOptional({ description: 'Id of an account' }) assignee?: string;
}

const COUNT = { minimum: 0, type: 'integer' } as const;

export class StatusCount {
  @ApiProperty({ enum: REPORT_STATUSES }) status!: ReportStatus;
  @ApiProperty({ description: "In the reader's language" }) statusLabel!: string;
  @ApiProperty(COUNT) total!: number;
}

export class DepartmentCount {
  @ApiProperty() department!: string;
  @ApiProperty({ description: "In the reader's language" }) departmentName!: string;
  @ApiProperty(COUNT) total!: number;
  @ApiProperty(COUNT) overdue!: number;
}

/** Of what the filters and the caller's rights leave; where the answer says `atLeast`, of a part of it alone. */
export class QueueCounts {
  @ApiProperty(COUNT) overdue!: number;
  @ApiProperty({ type: [StatusCount] }) statuses!: readonly StatusCount[];
  @ApiProperty({ type: [DepartmentCount] }) departments!: readonly DepartmentCount[];
}

/** 200 of `GET /work-queue`. */
export class WorkQueueList extends PageOfList {
  @ApiProperty({ type: [QueuedReport] }) items!: readonly QueuedReport[];
  @ApiProperty({
    description:
      'No more than 10,000 are counted, and there may be more: `total` says how many at least, and `counts` are of the 10,000 that were counted, whichever those are',
  })
  atLeast!: boolean;
  @ApiPropertyOptional({
    type: QueueCounts,
    description: 'With `counts=true`. Above 10,000 (`atLeast`) of a part alone: filters make it few enough to be whole',
  })
  counts?: QueueCounts;
  @ApiPropertyOptional({
    description:
      'What `cursor` takes for the page behind this one: rows that change meanwhile neither hide others nor come twice',
  })
  next?: string;
}

export class HistoryActor {
  @ApiProperty() kind!: string;
  @ApiPropertyOptional() id?: string;
  @ApiPropertyOptional({ description: 'Of an account that still exists' }) name?: string;
}

export class HistoryItem {
  @ApiProperty({ minimum: 0, type: 'integer' }) revision!: number;
  @ApiProperty() type!: string;
  @ApiProperty({ description: "In the reader's language" }) label!: string;
  @ApiProperty(TIME) at!: string;
  @ApiProperty(TIME) recordedAt!: string;
  @ApiProperty({ type: HistoryActor }) actor!: HistoryActor;
  @ApiProperty({ type: 'object', additionalProperties: true }) data!: Readonly<Record<string, unknown>>;
}

/** 200 of `GET /reports/{code}/history`. */
export class HistoryList extends PageOfList {
  @ApiProperty({ type: [HistoryItem] }) items!: readonly HistoryItem[];
}

/** The submission, byte for byte as it is stored; texts and contacts are ciphertext. */
export class ReceiptEvent {
  @ApiProperty() stream!: string;
  @ApiProperty({ type: 'integer' }) revision!: number;
  @ApiProperty() eventId!: string;
  @ApiProperty() type!: string;
  @ApiProperty() data!: string;
  @ApiProperty() metadata!: string;
}

export class ReceiptSeal {
  @ApiProperty() municipalityId!: string;
  @ApiProperty({ type: 'integer' }) number!: number;
  @ApiProperty({ type: 'integer', description: 'How many events were sealed before' }) first!: number;
  @ApiProperty({ type: 'integer' }) count!: number;
  @ApiProperty() root!: string;
  @ApiProperty() previous!: string;
  @ApiProperty(TIME) sealedAt!: string;
  @ApiProperty() hash!: string;
}

export class ReceiptProof {
  @ApiProperty({ type: ReceiptSeal }) seal!: ReceiptSeal;
  @ApiProperty({ type: 'integer', description: 'Place of the event among those of the seal' }) index!: number;
  @ApiProperty({ type: [String], description: 'Audit path (RFC 6962, section 2.1.1)' }) proof!: readonly string[];
}

/** 200 of `GET /reports/{code}/receipt`. */
export class ReceiptDocument {
  @ApiProperty({ example: 'sportello-receipt/1' }) format!: string;
  @ApiProperty({ type: ReceiptEvent }) event!: ReceiptEvent;
  @ApiProperty({ description: 'SHA-256 of the event, hexadecimal' }) digest!: string;
  @ApiPropertyOptional({ type: ReceiptProof, description: 'Absent until the event is sealed' }) sealed?: ReceiptProof;
}
