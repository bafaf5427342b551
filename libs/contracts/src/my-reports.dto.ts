import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsIn, IsUUID, Matches, MaxLength } from 'class-validator';
import { IsCursor, Nested, Optional } from './fields';
import { MUNICIPALITY_NAME } from './municipality-name';
import { Paging } from './report-queries.dto';
import { LANGUAGES, type Language } from './vocabulary';

/** How long the link to one's own reports opens them, from when its mail is written. */
export const MY_REPORTS_LINK_MINUTES = 30;

/** What the link holds: a JWT in its compact form (RFC 7515). */
export const MY_REPORTS_TOKEN = /^[\w-]{1,200}\.[\w-]{1,1000}\.[\w-]{1,100}$/;

/** The body of `POST /my-reports`. */
export class AskForMyReports {
  @ApiProperty({ maxLength: 254, example: 'maria@example.org' })
  @IsEmail({}, { message: 'email must be an e-mail address' })
  @MaxLength(254)
  email!: string;
}

/** The message of `notifications.ask-my-reports`. */
export class AskForMyReportsMessage {
  /** Of a retry the same. */
  @IsUUID()
  id!: string;

  @IsIn(LANGUAGES)
  language!: Language;

  @Nested(() => AskForMyReports)
  body!: AskForMyReports;
}

/** The message of `reports.codes-of-address`, for the service that writes to reporters. */
export class CodesOfAddress {
  @Matches(MUNICIPALITY_NAME)
  municipalityId!: string;

  @IsEmail()
  @MaxLength(254)
  email!: string;
}

/** The query of `GET /my-reports`. */
export class MyReportsPaging extends Paging {
  @ApiPropertyOptional({
    maxLength: 1000,
    description: 'Where the page before ended: from its `next`. Instead of `page`',
  })
  @Optional()
  @IsCursor(1000)
  cursor?: string;
}

/** The message of `reports.my-reports`. */
export class MyReportsQuery extends MyReportsPaging {
  @Matches(MY_REPORTS_TOKEN, { message: 'token must be the one of a mail' })
  token!: string;
}
