import { IsMoment } from '@sportello/contracts';
import { IsOptional } from 'class-validator';

/** The query of `GET /reports/{code}`. */
export class AsOf {
  @IsOptional()
  @IsMoment()
  asOf?: string;
}
