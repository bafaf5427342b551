import { IsBoolean, IsIn, IsInt, Matches, Max, MaxLength, Min } from 'class-validator';
import { Optional } from '../fields';
import { IsMoment } from '../is-moment';
import { IsReportCode } from '../is-report-code';
import { MAX_LOG_PAGE } from '../limits';
import { MUNICIPALITY_NAME } from '../municipality-name';

/** The message of `reports.log-page`. */
export class LogPageQuery {
  /** The last position already seen; absent: from the beginning. */
  @Optional()
  @MaxLength(100)
  after?: string;

  /** `end`: nothing of what there is, only where the log ends now. */
  @Optional()
  @IsIn(['end'])
  from?: 'end';

  @IsInt()
  @Min(1)
  @Max(MAX_LOG_PAGE)
  limit!: number;

  /** What the names of the streams begin with. */
  @Optional()
  @Matches(/^report-[A-Za-z0-9_-]{0,100}$/, {
    message: 'stream must be the name of a stream of reports, or how it begins, such as report-borgo-esempio_',
  })
  stream?: string;

  @Optional()
  @Matches(/^[a-z]+\.[a-z-]{1,60}$/, { message: 'type must be the stored name of an event, such as report.assigned' })
  type?: string;

  /** Opens what is sealed; the service writes into its log that it was opened. */
  @Optional()
  @IsBoolean()
  personal?: boolean;
}

/** One report, wherever it is: without a municipality the only one that has this code. */
export class OneReport {
  @IsReportCode()
  code!: string;

  @Optional()
  @Matches(MUNICIPALITY_NAME, { message: 'municipality must be the id or the slug of one' })
  municipality?: string;
}

/** The message of `reports.stream-page`. */
export class StreamPageQuery extends OneReport {
  /** The first revision that is asked for. */
  @IsInt()
  @Min(0)
  revision!: number;

  @Optional()
  @IsBoolean()
  personal?: boolean;
}

/** The message of `reports.page-as-of`. */
export class PageAsOfQuery extends OneReport {
  @IsMoment()
  at!: string;

  @Optional()
  @IsBoolean()
  personal?: boolean;
}

/** The message of `reports.find-contact`. */
export class FindContactMessage {
  /** An e-mail address or a telephone number. */
  @MaxLength(254)
  contact!: string;

  @Optional()
  @Matches(MUNICIPALITY_NAME, { message: 'municipality must be the id or the slug of one' })
  municipality?: string;
}
