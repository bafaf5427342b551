import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsObject } from 'class-validator';
import { Optional } from './fields';
import { IsMoment } from './is-moment';
import { MAX_DRAFT_AREAS, MAX_DRAFT_RULES } from './routing-dry-run';

const AS_IN_FILE = { type: 'object', additionalProperties: true } as const;

/** The message of `reports.routing-dry-run`, and the body of `POST /routing/dry-runs`. */
export class RoutingDryRunQuery {
  @ApiProperty({
    type: 'array',
    items: AS_IN_FILE,
    maxItems: MAX_DRAFT_RULES,
    description: "The drafted rules, as `routing` in a municipality's file: the first that fits decides",
  })
  @IsArray()
  @ArrayMaxSize(MAX_DRAFT_RULES)
  @IsObject({ each: true })
  routing!: object[];

  @ApiPropertyOptional({
    type: 'array',
    items: AS_IN_FILE,
    maxItems: MAX_DRAFT_AREAS,
    description: "The areas that they speak of, as `areas` in a municipality's file",
  })
  @Optional()
  @IsArray()
  @ArrayMaxSize(MAX_DRAFT_AREAS)
  @IsObject({ each: true })
  areas?: object[];

  @ApiPropertyOptional({ format: 'date-time', description: 'Submitted at or after; absent: 30 days before `to`' })
  @Optional()
  @IsMoment()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Submitted before; absent: now' })
  @Optional()
  @IsMoment()
  to?: string;
}
