import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, Min } from 'class-validator';
import { Optional } from './fields';
import { IsPlainText } from './plain-text';

/** What a wording is made of: a submission of the first two, any other event of `text`. */
export const MODERATED_FIELDS = ['subject', 'description', 'text'] as const;
export type ModeratedField = (typeof MODERATED_FIELDS)[number];

/** Body of `POST /reports/{code}/moderation`. A field that is neither given nor hidden stays as the public reads it now. */
export class ModerateText {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    description: 'Of the event whose text it is, as the history numbers them. Default 0: the report itself',
  })
  @Optional()
  @IsInt()
  @Min(0)
  revision?: number;

  @ApiPropertyOptional({ minLength: 3, maxLength: 200, description: 'What the public reads as the subject' })
  @Optional()
  @IsPlainText({ min: 3, max: 200 })
  subject?: string;

  @ApiPropertyOptional({ maxLength: 5000, description: 'What the public reads as the description' })
  @Optional()
  @IsPlainText({ max: 5000, multiline: true })
  description?: string;

  @ApiPropertyOptional({ maxLength: 5000, description: 'What is read in place of a note, a question, an answer' })
  @Optional()
  @IsPlainText({ max: 5000, multiline: true })
  text?: string;

  @ApiPropertyOptional({ enum: MODERATED_FIELDS, isArray: true, description: 'What nobody reads any more' })
  @Optional()
  @IsArray()
  @ArrayMaxSize(MODERATED_FIELDS.length)
  @ArrayUnique()
  @IsIn(MODERATED_FIELDS, { each: true })
  hide?: ModeratedField[];

  @ApiPropertyOptional({ description: 'Show again what was written first' })
  @Optional()
  @IsBoolean()
  restore?: boolean;

  @ApiProperty({ maxLength: 2000, description: 'For the office: it stands in the history' })
  @IsPlainText({ max: 2000, multiline: true })
  reason!: string;
}
