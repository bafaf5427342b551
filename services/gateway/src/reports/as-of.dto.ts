import { IsISO8601, IsOptional } from 'class-validator';

/** The query of `GET /reports/{code}`. */
export class AsOf {
  @IsOptional()
  @IsISO8601({ strict: true })
  asOf?: string;
}
