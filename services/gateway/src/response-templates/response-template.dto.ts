import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  LANGUAGES,
  PLACEHOLDERS,
  RESPONSE_ACTIONS,
  type Language,
  type Placeholder,
  type ResponseAction,
} from '@sportello/contracts';
import { PageOfList } from '../reports/report-answers.dto';

export class TemplateTexts {
  @ApiProperty() it!: string;
  @ApiPropertyOptional() en?: string;
}

/** The text for one report. Nothing of it is sent. */
export class FilledTemplate {
  @ApiProperty({ enum: LANGUAGES, description: 'That of who reported, when there is a text in it; else Italian' })
  language!: Language;
  @ApiProperty() text!: string;
  @ApiProperty({
    enum: PLACEHOLDERS,
    isArray: true,
    description: 'What nobody can fill in any more, left in the text as it is',
  })
  missing!: readonly Placeholder[];
}

/** What an office writes again and again. */
export class TemplateDocument {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: RESPONSE_ACTIONS }) action!: ResponseAction;
  @ApiProperty({ description: "The action, in the reader's language" }) label!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ type: [String], description: 'Ids of the departments that it is for; none: for all' })
  departments!: readonly string[];
  @ApiProperty({ type: [String], description: 'Slugs of the categories that it is for; none: for all' })
  categories!: readonly string[];
  @ApiProperty({ type: TemplateTexts }) texts!: TemplateTexts;
  @ApiProperty({ description: 'How often it was changed; its ETag' }) revision!: number;
  @ApiPropertyOptional({ type: FilledTemplate, description: 'When a report was asked about' })
  filled?: FilledTemplate;
}

/** 200 of `GET /response-templates`. */
export class TemplateList extends PageOfList {
  @ApiProperty({ type: [TemplateDocument] }) items!: readonly TemplateDocument[];
}
