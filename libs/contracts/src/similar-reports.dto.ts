import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsLatitude, IsLongitude, IsNumber, Matches } from 'class-validator';
import { Nested, Optional } from './fields';
import { IsPlainText } from './plain-text';
import { SLUG } from './slug';

/** WGS 84, degrees. */
export class Point {
  @ApiProperty({ minimum: -90, maximum: 90, example: 41.4917 })
  @IsNumber()
  @IsLatitude()
  lat!: number;

  @ApiProperty({ minimum: -180, maximum: 180, example: 13.8314 })
  @IsNumber()
  @IsLongitude()
  lon!: number;
}

/** The message of `reports.similar`, and the body of `POST /reports/similar`: what somebody is about to send. Nothing of it is kept. */
export class SimilarReportsQuery {
  @ApiProperty({ description: 'Slug of a category of the municipality' })
  @Matches(SLUG, { message: 'category must be the slug of a category' })
  category!: string;

  @ApiProperty({ type: Point })
  @Nested(() => Point)
  location!: Point;

  @ApiProperty({ maxLength: 200 })
  @IsPlainText({ max: 200 })
  subject!: string;

  @ApiPropertyOptional({ maxLength: 5000 })
  @Optional()
  @IsPlainText({ max: 5000, multiline: true })
  description?: string;
}
