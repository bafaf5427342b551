import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  Equals,
  IsArray,
  IsBoolean,
  IsEmail,
  IsEmpty,
  IsIn,
  IsInt,
  IsLatitude,
  IsLongitude,
  IsNotEmptyObject,
  IsNumber,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { IsAnswers } from './answers';
import { LowerCase, Nested, Optional } from './fields';
import { IsMoment } from './is-moment';
import { IsPlainText } from './plain-text';
import { IsReportCode } from './is-report-code';
import { SLUG } from './slug';
import {
  CHANNELS,
  LANGUAGES,
  OUTCOMES,
  PRIORITIES,
  REPORT_TYPES,
  VISIBILITIES,
  type Channel,
  type Language,
  type Outcome,
  type Priority,
  type ReportType,
  type Visibility,
} from './vocabulary';

/** A place: coordinates (WGS 84, degrees), an address, or both. */
export class ReportLocation {
  @ApiPropertyOptional({ minimum: -90, maximum: 90, example: 41.4917 })
  @ValidateIf((place: ReportLocation) => place.lat !== undefined || place.lon !== undefined)
  @IsNumber()
  @IsLatitude()
  lat?: number;

  @ApiPropertyOptional({ minimum: -180, maximum: 180, example: 13.8314 })
  @ValidateIf((place: ReportLocation) => place.lat !== undefined || place.lon !== undefined)
  @IsNumber()
  @IsLongitude()
  lon?: number;

  @ApiPropertyOptional({ maxLength: 200 })
  @Optional()
  @IsPlainText({ max: 200 })
  address?: string;
}

/** How to reach who reported. Kept encrypted; never shown on a page. */
export class ReporterContact {
  @ApiPropertyOptional({ maxLength: 100 })
  @Optional()
  @IsPlainText({ max: 100 })
  name?: string;

  @ApiPropertyOptional({ format: 'email', maxLength: 254 })
  @Optional()
  @IsEmail()
  @IsPlainText({ max: 254 })
  email?: string;

  @ApiPropertyOptional({ example: '+39 000 0000000', maxLength: 25 })
  @Optional()
  @Matches(/^\+?[0-9][0-9 ().-]{4,23}$/, { message: 'phone must be a telephone number' })
  phone?: string;

  @ApiPropertyOptional({ enum: LANGUAGES })
  @Optional()
  @IsIn(LANGUAGES)
  language?: Language;
}

/** Files that one submission may bring along. */
export const MAX_SUBMITTED_FILES = 5;

/** Body of `POST /reports`. */
export class SubmitReport {
  @ApiProperty({ enum: REPORT_TYPES })
  @IsIn(REPORT_TYPES)
  type!: ReportType;

  @ApiPropertyOptional({ description: 'Ask that the report stay between you and the Comune' })
  @Optional()
  @IsBoolean()
  private?: boolean;

  @ApiProperty({ description: 'Slug of a category of the municipality' })
  @Matches(SLUG, { message: 'category must be the slug of a category' })
  category!: string;

  @ApiProperty({ minLength: 3, maxLength: 200 })
  @IsPlainText({ min: 3, max: 200 })
  subject!: string;

  @ApiProperty({ minLength: 1, maxLength: 5000 })
  @IsPlainText({ max: 5000, multiline: true })
  description!: string;

  @ApiPropertyOptional({ type: ReportLocation })
  @Nested(() => ReportLocation, { optional: true })
  @IsNotEmptyObject({ nullable: false }, { message: 'location must hold coordinates or an address' })
  location?: ReportLocation;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Answers by question id',
  })
  @Optional()
  @IsAnswers()
  answers?: Record<string, string>;

  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    maxItems: MAX_SUBMITTED_FILES,
    description: 'Ids that `POST /attachments` answered',
  })
  @Optional()
  @IsArray()
  @ArrayMaxSize(MAX_SUBMITTED_FILES)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  @LowerCase()
  attachments?: string[];

  @ApiPropertyOptional({ type: ReporterContact })
  @Nested(() => ReporterContact, { optional: true })
  @IsNotEmptyObject({ nullable: false }, { message: 'reporter must hold at least one field' })
  reporter?: ReporterContact;

  @ApiProperty({ enum: [true] })
  @Equals(true, { message: 'privacyAccepted must be true: without it the Comune may not keep the report' })
  privacyAccepted!: true;
}

/** Body of `POST /intake`: a report that staff take down for someone. */
export class IntakeReport extends SubmitReport {
  @ApiProperty({ enum: CHANNELS })
  @IsIn(CHANNELS)
  channel!: Channel;
}

/** Body of `PUT /reports/{code}/assignment`. */
export class AssignReport {
  @ApiProperty()
  @Matches(SLUG, { message: 'departmentId must be the id of a department' })
  departmentId!: string;

  @ApiPropertyOptional({ maxLength: 100 })
  @Optional()
  @Matches(/^[A-Za-z0-9-]{1,100}$/, { message: 'assigneeId must be the id of an account' })
  assigneeId?: string;

  @ApiPropertyOptional({ maxLength: 2000 })
  @Optional()
  @IsPlainText({ max: 2000, multiline: true })
  note?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Else the date that the rules gave stays' })
  @Optional()
  @IsMoment()
  dueBy?: string;
}

/** Body of the calls that may carry a note for the reporter: start, cancelled information request. */
export class WithNote {
  @ApiPropertyOptional({ maxLength: 2000 })
  @Optional()
  @IsPlainText({ max: 2000, multiline: true })
  note?: string;
}

export class RequestInformation {
  @ApiProperty({ maxLength: 2000 })
  @IsPlainText({ max: 2000, multiline: true })
  question!: string;
}

export class ProvideInformation {
  @ApiProperty({ maxLength: 5000 })
  @IsPlainText({ max: 5000, multiline: true })
  answer!: string;
}

export class ResolveReport {
  @ApiProperty({ enum: OUTCOMES })
  @IsIn(OUTCOMES)
  outcome!: Outcome;

  @ApiPropertyOptional({ maxLength: 2000 })
  @Optional()
  @IsPlainText({ max: 2000, multiline: true })
  note?: string;
}

/** Body of the calls that need a reason: reject, reopen. */
export class WithReason {
  @ApiProperty({ maxLength: 2000 })
  @IsPlainText({ max: 2000, multiline: true })
  reason!: string;
}

export class WithdrawReport {
  @ApiPropertyOptional({ maxLength: 2000 })
  @Optional()
  @IsPlainText({ max: 2000, multiline: true })
  reason?: string;
}

export class MarkDuplicate {
  @ApiProperty({ description: 'Code of the report that this one repeats' })
  @IsReportCode()
  of!: string;

  @ApiPropertyOptional({ maxLength: 2000 })
  @Optional()
  @IsPlainText({ max: 2000, multiline: true })
  note?: string;
}

export class RateReport {
  @ApiProperty({ minimum: 1, maximum: 5 })
  @IsInt()
  @Min(1)
  @Max(5)
  rating!: number;

  @ApiPropertyOptional({ maxLength: 2000 })
  @Optional()
  @IsPlainText({ max: 2000, multiline: true })
  comment?: string;
}

/** Body of `POST /reports/{code}/notes`: internal unless `public`. */
export class AddNote {
  @ApiProperty({ maxLength: 5000 })
  @IsPlainText({ max: 5000, multiline: true })
  note!: string;

  @ApiPropertyOptional({ description: 'Show it on the status page. Default false' })
  @Optional()
  @IsBoolean()
  public?: boolean;
}

/** Body of `POST /reports/{code}/attachments`. */
export class AttachFile {
  @ApiProperty({ format: 'uuid', description: 'The id that `POST /attachments` answered' })
  @IsUUID('all')
  @LowerCase()
  attachment!: string;
}

export class PrioritiseReport {
  @ApiProperty({ enum: PRIORITIES })
  @IsIn(PRIORITIES)
  priority!: Priority;
}

export class ChangeDeadline {
  @ApiProperty({ format: 'date-time' })
  @IsMoment()
  dueBy!: string;
}

export class SetVisibility {
  @ApiProperty({ enum: VISIBILITIES })
  @IsIn(VISIBILITIES)
  visibility!: Visibility;
}

/** Body of `PATCH /reports/{code}`: any of the three, in one command (`reports.correct`): all of it is done or nothing. */
export class CorrectReport {
  @ApiPropertyOptional()
  @Optional()
  @Matches(SLUG, { message: 'category must be the slug of a category' })
  category?: string;

  @ApiPropertyOptional({ enum: REPORT_TYPES })
  @Optional()
  @IsIn(REPORT_TYPES)
  type?: ReportType;

  @ApiPropertyOptional({ type: ReportLocation })
  @Nested(() => ReportLocation, { optional: true })
  @IsNotEmptyObject({ nullable: false }, { message: 'location must hold coordinates or an address' })
  location?: ReportLocation;
}

/** A command without a body of its own. */
export class Nothing {
  /** Never there. class-validator refuses every instance of a class that has no rule at all. */
  @IsEmpty()
  nothing?: undefined;
}
