import { ApiProperty } from '@nestjs/swagger';
import { StatisticsDocument } from '../reports/statistics.dto';

/** 200 of `GET /open-data/statistics.json`. */
export class OpenStatisticsDocument extends StatisticsDocument {
  @ApiProperty({ example: 'https://creativecommons.org/licenses/by/4.0/' }) license!: string;
}
