import { OmitType } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import { Nested, Optional } from './fields';
import { IsMoment } from './is-moment';
import { IsPlainText } from './plain-text';
import { SubmitReport } from './report-commands.dto';
import { SLUG } from './slug';
import { OUTCOMES, type Outcome } from './vocabulary';

/** What somebody reports, however it comes. */
export type ReportContent = Omit<SubmitReport, 'privacyAccepted'>;

/** Something that happened to a report in the system it comes from. */
export class ImportedStep {
  @IsMoment()
  at!: string;
}

/** A department took charge. */
export class ImportedAssignment extends ImportedStep {
  @Matches(SLUG, { message: 'department must be the id of a department' })
  department!: string;
}

export class ImportedResolution extends ImportedStep {
  @IsIn(OUTCOMES)
  outcome!: Outcome;

  @Optional()
  @IsPlainText({ max: 2000, multiline: true })
  note?: string;
}

export class ImportedRejection extends ImportedStep {
  @IsPlainText({ max: 2000, multiline: true })
  reason!: string;
}

/**
 * One line of `import reports`: a report of another system, with what happened to it there. Whoever reported agreed to its being kept
 * when they did so.
 */
export class ImportedReport
  extends OmitType(SubmitReport, ['privacyAccepted', 'attachments'])
  implements ReportContent
{
  /** What the other system calls it. With it, the same line again is the same report. */
  @IsPlainText({ max: 200 })
  reference!: string;

  @IsMoment()
  submittedAt!: string;

  @Nested(() => ImportedAssignment, { optional: true })
  assigned?: ImportedAssignment;

  @Nested(() => ImportedStep, { optional: true })
  started?: ImportedStep;

  @Nested(() => ImportedResolution, { optional: true })
  resolved?: ImportedResolution;

  @Nested(() => ImportedRejection, { optional: true })
  rejected?: ImportedRejection;
}
