import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PROBLEM_CODES } from '../problems/problem-table';

export class FieldProblem {
  @ApiProperty({ description: 'Dotted path of the field, or name of the header' }) field!: string;
  @ApiProperty() message!: string;
}

/** RFC 9457, with a stable code. */
export class ProblemBody {
  @ApiProperty({ format: 'uri', description: 'A page that explains the code' }) type!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ type: 'integer' }) status!: number;
  @ApiProperty() detail!: string;
  @ApiProperty({ enum: PROBLEM_CODES }) code!: string;
  @ApiPropertyOptional({ type: [FieldProblem] }) errors?: readonly FieldProblem[];
  @ApiProperty() traceId!: string;
}

/** Its name among the document's schemas. */
export const PROBLEM_DOCUMENT = ProblemBody.name;
