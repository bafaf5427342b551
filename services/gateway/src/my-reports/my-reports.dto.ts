import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { REPORT_STATUSES, REPORT_TYPES, type ReportStatus, type ReportType } from '@sportello/contracts';
import { PageOfList } from '../reports/report-answers.dto';

/** 202 of `POST /my-reports`: the same for every address. */
export class AskedForMyReports {
  @ApiProperty({ enum: ['asked'], description: 'A mail is on its way if there is any report with this address' })
  state!: 'asked';
}

export class MyReportLinks {
  @ApiProperty({ description: 'The status page, as who made the report sees it' }) page!: string;
}

/** A report in the list of who made it. */
export class MyReportEntry {
  @ApiProperty({ example: '7K3M9QX2ZDE' }) code!: string;
  @ApiProperty({ enum: REPORT_TYPES }) type!: ReportType;
  @ApiProperty() category!: string;
  @ApiProperty() categoryLabel!: string;
  @ApiProperty({ enum: REPORT_STATUSES }) status!: ReportStatus;
  @ApiProperty() statusLabel!: string;
  @ApiPropertyOptional({ description: 'In the words of who made it; absent when it was redacted' }) subject?: string;
  @ApiProperty({ format: 'date-time' }) submittedAt!: string;
  @ApiProperty({ format: 'date-time' }) dueBy!: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'When it was closed, in whatever way' }) endedAt?: string;
  @ApiPropertyOptional() department?: string;
  @ApiPropertyOptional() departmentName?: string;
  @ApiProperty({ type: MyReportLinks }) links!: MyReportLinks;
}

/** 200 of `GET /my-reports`. */
export class MyReportList extends PageOfList {
  @ApiProperty({ type: [MyReportEntry] }) items!: readonly MyReportEntry[];
  @ApiProperty({ description: 'There are more than were counted: `total` says how many at least' }) atLeast!: boolean;
  @ApiPropertyOptional({ description: 'What `cursor` takes for the page behind this one' }) next?: string;
}
