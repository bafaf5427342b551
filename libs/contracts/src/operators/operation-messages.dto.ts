import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsUUID, Matches, MaxLength, Min } from 'class-validator';
import { Nested, Optional } from '../fields';
import { IsMoment } from '../is-moment';
import { IsReportCode } from '../is-report-code';
import { MUNICIPALITY_NAME } from '../municipality-name';
import { Paging } from '../report-queries.dto';

/** The message of `reports.rebuild-projection` and `reports.verify-projection`. */
export class OneProjection {
  @Matches(/^[a-z][a-z_]{1,39}$/, { message: 'projection must be the name of one, such as status_page' })
  projection!: string;
}

/** The message of `reports.retry-parked`: one stream, or all of the projection. */
export class RetryParkedMessage extends OneProjection {
  @Optional()
  @MaxLength(150)
  stream?: string;
}

/** The message of `reports.skip-parked`. */
export class SkipParkedMessage extends OneProjection {
  @MaxLength(150)
  stream!: string;
}

/** How far is an operation? The message of every `<service>.operation`. */
export class OperationQuery {
  @IsUUID()
  id!: string;

  /** How many of its items the asker has; the owner forgets those. */
  @IsInt()
  @Min(0)
  taken!: number;
}

/** The message of every `<service>.cancel-operation`. */
export class CancelOperation {
  @IsUUID()
  id!: string;
}

/** The message of `notifications.plan-replay`. Both ends belong to it; compared with when events were recorded. */
export class ReplayWindowMessage {
  @IsMoment()
  from!: string;

  @IsMoment()
  to!: string;
}

/** The message of `notifications.dead-letters`. */
export class DeadLettersQuery extends Paging {
  /** For services and operators; staff see those of their own municipality. */
  @Optional()
  @Matches(MUNICIPALITY_NAME)
  municipalityId?: string;
}

export class DeadLetterKey {
  @Matches(MUNICIPALITY_NAME)
  municipalityId!: string;

  @IsUUID()
  eventId!: string;

  @IsReportCode()
  recipient!: string;

  @Matches(/^[a-z-]{1,20}$/)
  channel!: string;
}

/** The message of `notifications.retry-dead-letters` and `notifications.discard-dead-letters`. */
export class DeadLetterSelection {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @Nested(() => DeadLetterKey, { each: true })
  letters!: DeadLetterKey[];
}
