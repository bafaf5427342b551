import type { ClassConstructor } from 'class-transformer';
import { IsIn, IsInt, MaxLength, Min } from 'class-validator';
import { Nested, Optional } from './fields';
import { IsReportCode } from './is-report-code';
import { SubmitReport } from './report-commands.dto';
import { CHANNELS, type Channel } from './vocabulary';

/** The message of `reports.submit`. The code is the gateway's: an HMAC, so that a retry is the same report. */
export class SubmitReportMessage {
  @IsReportCode()
  code!: string;

  @IsIn(CHANNELS)
  channel!: Channel;

  @Nested(() => SubmitReport)
  body!: SubmitReport;
}

/** The message of every command on an existing report. */
export interface ReportCommandMessage<Body extends object> {
  readonly code: string;
  /** The caller's `If-Match`. */
  readonly expectedRevision?: number;
  /** What a reporter proves ownership with. */
  readonly reportToken?: string;
  readonly body: Body;
}

/** The validated class of a command message with this body. */
export function commandOn<Body extends object>(
  body: ClassConstructor<Body>,
): ClassConstructor<ReportCommandMessage<Body>> {
  class Message implements ReportCommandMessage<Body> {
    @IsReportCode()
    code!: string;

    @Optional()
    @IsInt()
    @Min(0)
    expectedRevision?: number;

    @Optional()
    @MaxLength(100)
    reportToken?: string;

    @Nested(() => body)
    body!: Body;
  }
  Object.defineProperty(Message, 'name', { value: `${body.name}Message` });
  return Message;
}
