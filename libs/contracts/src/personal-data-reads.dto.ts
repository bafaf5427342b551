import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import { IsCursor, Optional } from './fields';
import { IsMoment } from './is-moment';
import { IsReportCode } from './is-report-code';
import { readReportCode } from './report-code';
import { Paging } from './report-queries.dto';

/** The message of `reports.personal-data-reads`, and the query of `GET /audit`. */
export class PersonalDataReadsQuery extends Paging {
  @ApiPropertyOptional({ description: 'Who read this report' })
  @Optional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? readReportCode(value) : value))
  @IsReportCode()
  code?: string;

  @ApiPropertyOptional({ description: 'What this account read; `ops`: the operators on the command line' })
  @Optional()
  @Matches(/^[A-Za-z0-9-]{1,100}$/, { message: 'actor must be the id of an account, or ops' })
  actor?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'At or after' })
  @Optional()
  @IsMoment()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Before' })
  @Optional()
  @IsMoment()
  to?: string;

  @ApiPropertyOptional({
    maxLength: 1000,
    description: 'Where the page before ended: from its `next`. Instead of `page`, with the same filters',
  })
  @Optional()
  @IsCursor(1000)
  cursor?: string;
}
