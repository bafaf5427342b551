import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsEmail, IsInt, Matches, MaxLength, Min } from 'class-validator';
import { Optional } from './fields';
import { IsReportCode } from './is-report-code';
import { MUNICIPALITY_NAME } from './municipality-name';

/** Reports of one contact that are given at once. */
export const MAX_OF_CONTACT = 500;

/** One person, by an e-mail address or a telephone number: one of the two. */
export class ByContact {
  @ApiPropertyOptional({ example: 'ada@example.org', maxLength: 254 })
  @Optional()
  @IsEmail({}, { message: 'email must be an e-mail address' })
  @MaxLength(254)
  email?: string;

  @ApiPropertyOptional({ example: '+39 000 0000000', maxLength: 25 })
  @Optional()
  @Matches(/^\+?[0-9][0-9 ().-]{4,23}$/, { message: 'phone must be a telephone number' })
  phone?: string;

  @ApiPropertyOptional({
    example: '7K3M9QX2ZDE',
    description:
      'The code of the last report of an answer that said `more`: the reports behind it, which were submitted before',
  })
  @Optional()
  @IsReportCode()
  before?: string;
}

/** Whom to forget. Nothing is erased unless `dryRun` is false. */
export class EraseByContact extends ByContact {
  @ApiPropertyOptional({ default: true, description: 'false: do it, which cannot be undone' })
  @Optional()
  @IsBoolean()
  dryRun?: boolean;
}

/** The messages about what is kept of an address besides reports, in the Comune of who asks. */
export class OfAddress {
  @IsEmail({}, { message: 'email must be an e-mail address' })
  @MaxLength(254)
  email!: string;
}

/** The message of `reports.personal-data`: some events of a report, from a revision on. */
export class ReportExportQuery {
  @IsReportCode()
  code!: string;

  @Optional()
  @MaxLength(100)
  reportToken?: string;

  @IsInt()
  @Min(0)
  from!: number;
}

/** Reports that one `notifications.deliveries-of` may name. */
export const DELIVERIES_AT_ONCE = 10;

/** The message of `notifications.deliveries-of`. */
export class DeliveriesOfReport {
  /** For the gateway, of who holds the token of a report. The front office asks in its own Comune. */
  @Optional()
  @Matches(MUNICIPALITY_NAME)
  municipalityId?: string;

  @IsArray()
  @ArrayMaxSize(DELIVERIES_AT_ONCE)
  @IsReportCode({ each: true })
  codes!: string[];
}
