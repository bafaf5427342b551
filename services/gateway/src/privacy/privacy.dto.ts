import { ApiProperty } from '@nestjs/swagger';

/** A report that was found by a contact. */
export class ReportOfContact {
  @ApiProperty({ example: '7K3M9QX2ZDE' })
  readonly code!: string;

  @ApiProperty({ format: 'date-time' })
  readonly submittedAt!: string;
}

/** What an erasure by contact did, or would do. */
export class ErasedByContact {
  @ApiProperty()
  readonly dryRun!: boolean;

  @ApiProperty({ description: 'How many reports were erased by this call' })
  readonly erased!: number;

  @ApiProperty({ description: 'There are more than one call erases: call again' })
  readonly more!: boolean;

  @ApiProperty({ description: 'How many wishes to follow reports of others end with it' })
  readonly follows!: number;

  @ApiProperty({ description: 'Whether the newsletter keeps the address' })
  readonly newsletter!: boolean;

  @ApiProperty({ type: [ReportOfContact] })
  readonly reports!: readonly ReportOfContact[];
}
