import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  PERSONAL_DATA_PARTS,
  PERSONAL_DATA_ROUTES,
  type PersonalDataPart,
  type PersonalDataRoute,
} from '@sportello/contracts';
import { PageOfList } from '../reports/report-answers.dto';

const KINDS = ['staff', 'service'] as const;

export class Reader {
  @ApiProperty({ enum: KINDS, description: '`service`: operators on the command line' }) kind!: string;
  @ApiProperty({ description: 'Of an account; `ops` for operators on the command line' }) id!: string;
  @ApiPropertyOptional({ description: 'Of the account, as it is called today' }) name?: string;
}

export class PartRead {
  @ApiProperty({ enum: PERSONAL_DATA_PARTS }) part!: PersonalDataPart;
  @ApiProperty({ description: "In the reader's language" }) label!: string;
}

/** One answer that opened personal data to somebody, or a part of one about very many reports. */
export class ReadEntry {
  @ApiProperty({ format: 'date-time' }) at!: string;
  @ApiProperty({ type: Reader }) actor!: Reader;
  @ApiProperty({ enum: PERSONAL_DATA_ROUTES }) route!: PersonalDataRoute;
  @ApiProperty({ description: "Where it was read, in the reader's language" }) label!: string;
  @ApiProperty({ type: [PartRead] }) what!: readonly PartRead[];
  @ApiProperty({
    type: [String],
    description: 'Of the reports whose data it was; of `contact` those that were found, if any',
  })
  codes!: readonly string[];
}

/** 200 of `GET /audit`. */
export class ReadList extends PageOfList {
  @ApiProperty({ type: [ReadEntry] }) items!: readonly ReadEntry[];
  @ApiProperty({ description: 'There are more than were counted: `total` says how many at least' }) atLeast!: boolean;
  @ApiPropertyOptional({ description: 'What `cursor` takes for the page behind this one' }) next?: string;
}
