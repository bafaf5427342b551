import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  registerDecorator,
} from 'class-validator';
import { LowerCase, Nested, Optional } from './fields';
import { IsPlainText } from './plain-text';
import { IsReportCode } from './is-report-code';
import { readReportCode } from './report-code';
import { DEFAULT_PAGE_SIZE } from './limits';
import { Paging } from './report-queries.dto';
import {
  longestFilled,
  MAX_FILLED_TEXT,
  MAX_RESPONSE_TEMPLATES_PAGE,
  MAX_RESPONSE_TEXT,
  PLACEHOLDERS,
  RESPONSE_ACTIONS,
  unknownPlaceholders,
  type ResponseAction,
} from './response-templates';
import { SLUG } from './slug';

const KNOWN = PLACEHOLDERS.map((name) => `{${name}}`).join(', ');
const MAX_BOUND_TO = 50;
const TEXT = {
  maxLength: MAX_RESPONSE_TEXT,
  description: `May hold ${KNOWN}, so many that it has ${MAX_FILLED_TEXT} characters at most with the longest that may stand for them`,
};

/** A text in which braces stand around placeholders, and nowhere else. */
function HasKnownPlaceholders(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'hasKnownPlaceholders',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => typeof value !== 'string' || unknownPlaceholders(value).length === 0,
        defaultMessage: (about) => {
          const [unknown = ''] = typeof about?.value === 'string' ? unknownPlaceholders(about.value) : [];
          return `${String(property)} has ${unknown.slice(0, 50)}, which nothing can be put in place of. Braces stand around ${KNOWN} and nowhere else`;
        },
      },
    });
}

/** A text that still fits where it is sent, whatever is filled in. */
function FitsFilledIn(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'fitsFilledIn',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => typeof value !== 'string' || longestFilled(value) <= MAX_FILLED_TEXT,
        defaultMessage: (about) => {
          const longest = typeof about?.value === 'string' ? longestFilled(about.value) : 0;
          return `${String(property)} may become ${longest} characters long once it is filled in, and ${MAX_FILLED_TEXT} fit where it is sent: shorten it, or use fewer placeholders`;
        },
      },
    });
}

export class ResponseTextsBody {
  @ApiProperty(TEXT)
  @IsPlainText({ max: MAX_RESPONSE_TEXT, multiline: true })
  @HasKnownPlaceholders()
  @FitsFilledIn()
  it!: string;

  @ApiPropertyOptional({ ...TEXT, description: `For reports that came in in English. ${TEXT.description}` })
  @Optional()
  @IsPlainText({ max: MAX_RESPONSE_TEXT, multiline: true })
  @HasKnownPlaceholders()
  @FitsFilledIn()
  en?: string;
}

/** Body of `POST /response-templates` and of `PUT /response-templates/{id}`: the whole template. */
export class ResponseTemplateBody {
  @ApiProperty({ enum: RESPONSE_ACTIONS })
  @IsIn(RESPONSE_ACTIONS)
  action!: ResponseAction;

  @ApiProperty({ maxLength: 100, description: 'What the staff finds it by' })
  @IsPlainText({ max: 100 })
  title!: string;

  @ApiPropertyOptional({ type: [String], description: 'Ids of the departments that it is for; none: for all' })
  @Optional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(MAX_BOUND_TO)
  @Matches(SLUG, { each: true, message: 'departments must be ids of departments' })
  departments?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Slugs of the categories that it is for; none: for all' })
  @Optional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(MAX_BOUND_TO)
  @Matches(SLUG, { each: true, message: 'categories must be slugs of categories' })
  categories?: string[];

  @ApiProperty({ type: ResponseTextsBody })
  @Nested(() => ResponseTextsBody)
  texts!: ResponseTextsBody;
}

/** The message of `reports.response-templates`, and the query of `GET /response-templates`. */
export class ResponseTemplatesQuery extends Paging {
  @ApiPropertyOptional({ minimum: 1, maximum: MAX_RESPONSE_TEMPLATES_PAGE, default: DEFAULT_PAGE_SIZE })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_RESPONSE_TEMPLATES_PAGE)
  declare pageSize?: number;

  @ApiPropertyOptional({ description: 'Those that fit this report, filled in' })
  @Optional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? readReportCode(value) : value))
  @IsReportCode()
  report?: string;

  @ApiPropertyOptional({ enum: RESPONSE_ACTIONS })
  @Optional()
  @IsIn(RESPONSE_ACTIONS)
  action?: ResponseAction;
}

/** The message of `reports.response-template`. */
export class OneResponseTemplate {
  @IsUUID()
  @LowerCase()
  id!: string;
}

/** The message of `reports.add-response-template`. */
export class AddResponseTemplate extends OneResponseTemplate {
  /** Tells a retry from another request with the same key. */
  @MaxLength(100)
  requestHmac!: string;

  @Nested(() => ResponseTemplateBody)
  body!: ResponseTemplateBody;
}

/** The message of `reports.remove-response-template`. */
export class RemoveResponseTemplate extends OneResponseTemplate {
  @Optional()
  @IsInt()
  @Min(0)
  expectedRevision?: number;
}

/** The message of `reports.change-response-template`. */
export class ChangeResponseTemplate extends RemoveResponseTemplate {
  @Nested(() => ResponseTemplateBody)
  body!: ResponseTemplateBody;
}
