import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CHANNELS, LANGUAGES, type Channel, type Language } from '@sportello/contracts';
import type { Boundary } from '@sportello/service-kit';

export class ChoiceDocument {
  @ApiProperty() id!: string;
  @ApiProperty() label!: string;
}

export class QuestionDocument {
  @ApiProperty() id!: string;
  @ApiProperty() label!: string;
  @ApiProperty({ enum: ['text', 'choice'] }) type!: 'text' | 'choice';
  @ApiProperty() required!: boolean;
  @ApiPropertyOptional({ type: [ChoiceDocument] }) choices?: readonly ChoiceDocument[];
}

export class CategoryDocument {
  @ApiProperty() slug!: string;
  @ApiProperty({ description: "In the reader's language" }) label!: string;
  @ApiProperty({ type: [QuestionDocument] }) questions!: readonly QuestionDocument[];
}

export class DepartmentDocument {
  @ApiProperty() id!: string;
  @ApiProperty({ description: "In the reader's language" }) name!: string;
}

export class ContactsDocument {
  @ApiPropertyOptional() email?: string;
  @ApiPropertyOptional() phone?: string;
  @ApiPropertyOptional() address?: string;
  @ApiPropertyOptional() website?: string;
}

/** 200 of `GET /municipality`. */
export class MunicipalityDocument {
  @ApiProperty() slug!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: LANGUAGES, isArray: true }) languages!: readonly Language[];
  @ApiProperty({ type: [CategoryDocument] }) categories!: readonly CategoryDocument[];
  @ApiProperty({ type: [DepartmentDocument] }) departments!: readonly DepartmentDocument[];
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'GeoJSON geometry: Polygon or MultiPolygon' })
  boundary!: Boundary;
  @ApiProperty({ type: ContactsDocument }) contacts!: ContactsDocument;
  @ApiProperty({ enum: CHANNELS, isArray: true }) channels!: readonly Channel[];
}
