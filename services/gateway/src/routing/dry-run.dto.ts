import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PRIORITIES, REPORT_TYPES } from '@sportello/contracts';

/** Where a report went first, or would have gone. */
export class RoutedTo {
  @ApiProperty({ description: 'Id of a department' }) department!: string;
  @ApiProperty({ enum: PRIORITIES }) priority!: string;
  @ApiPropertyOptional({ description: 'Id of the rule that decided; absent: the category alone' }) rule?: string;
}

export class ReroutedItem {
  @ApiProperty() code!: string;
  @ApiProperty({ format: 'date-time' }) submittedAt!: string;
  @ApiProperty({ enum: REPORT_TYPES }) kind!: string;
  @ApiProperty() category!: string;
  @ApiProperty({ type: RoutedTo }) was!: RoutedTo;
  @ApiProperty({ type: RoutedTo }) would!: RoutedTo;
}

export class DepartmentTried {
  @ApiProperty({ description: 'Id of a department' }) department!: string;
  @ApiProperty({ description: 'Reports that went to it first' }) was!: number;
  @ApiProperty({ description: 'Reports that would have gone to it' }) would!: number;
}

/** 200 of `POST /routing/dry-runs`. */
export class DryRunOutcome {
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time' }) to!: string;
  @ApiProperty({ description: 'Submitted in that time' }) reports!: number;
  @ApiProperty({ description: 'Reports that would have gone elsewhere, or with another priority' }) changed!: number;
  @ApiProperty({
    description: 'Reports whose answers nobody can read any more: rules that look at answers do not fit them',
  })
  withoutAnswers!: number;
  @ApiProperty({ type: [DepartmentTried] }) departments!: readonly DepartmentTried[];
  @ApiProperty({
    type: [ReroutedItem],
    description: 'Of the changed ones the first 500, in the order in which they came in',
  })
  items!: readonly ReroutedItem[];
}
