import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  STATISTICS_DIMENSIONS,
  type Durations,
  type ReportFigures,
  type StatisticsDimension,
} from '@sportello/contracts';

const COUNT = { minimum: 0, type: 'integer' } as const;
const TIME = { format: 'date-time' } as const;

export class DurationsDocument implements Durations {
  @ApiProperty({ minimum: 0, description: 'Seconds: half of them took no longer' }) median!: number;
  @ApiProperty({ minimum: 0, description: 'Seconds: nine of ten took no longer' }) ninetieth!: number;
}

export class Figures implements ReportFigures {
  @ApiProperty({ ...COUNT, description: 'Submitted in that time' }) total!: number;
  @ApiProperty({ ...COUNT, description: 'Of those: taken in charge since' }) charged!: number;
  @ApiProperty({ ...COUNT, description: 'Of those: closed, and not reopened' }) resolved!: number;
  @ApiPropertyOptional({ type: DurationsDocument, description: 'From the submission to the first assignment' })
  timeToCharge?: DurationsDocument;
  @ApiPropertyOptional({ type: DurationsDocument, description: 'From the submission to the last closing' })
  timeToResolve?: DurationsDocument;
}

export class FiguresOfPart extends Figures {
  @ApiPropertyOptional({
    description: 'Slug, id, state, or the Monday of a week; absent for reports in no area and without a place',
  })
  part?: string;
  @ApiProperty({ description: "In the reader's language" }) label!: string;
}

/** 200 of `GET /statistics`. */
export class StatisticsDocument {
  @ApiProperty({ enum: STATISTICS_DIMENSIONS }) by!: StatisticsDimension;
  @ApiProperty(TIME) from!: string;
  @ApiProperty(TIME) to!: string;
  @ApiProperty({ type: Figures }) all!: Figures;
  @ApiProperty({ type: [FiguresOfPart], description: 'In the order of their names, no more than 1,000' })
  parts!: readonly FiguresOfPart[];
  @ApiProperty({ ...COUNT, description: 'Closed in the twelve months before now, whenever they were submitted' })
  resolvedInLastYear!: number;
}
