import { Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IntakeReport, SubmitReport } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, type Caller } from '../caller/caller';
import { ByPlace, CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readBody } from '../caller/read-body';
import { Limited, RateLimitGuard } from '../limits/rate-limit.guard';
import { CreationHeaders, ETAG_HEADER, Problems, Signed } from '../openapi/decorators';
import { SubmittedReport } from './report-answers.dto';
import { Submissions } from './submissions';

@ApiTags('Citizens')
@Controller('api/v1')
@UseGuards(RateLimitGuard, CallerGuard)
export class SubmitController {
  constructor(private readonly submissions: Submissions) {}

  @Post('reports')
  @ByPlace()
  @Limited('submissions')
  @ApiOperation({
    operationId: 'submitReport',
    summary: 'Submit a report',
    description:
      'With the same Idempotency-Key the same report is answered again, however often it is sent. Without one every request is a report of its own. Where several Comuni are served and neither host nor X-Municipality names one, it is the Comune in which the place lies; the answer says which.',
  })
  @CreationHeaders()
  @ApiBody({ type: SubmitReport })
  @ApiCreatedResponse({
    type: SubmittedReport,
    headers: { Location: { schema: { type: 'string' } }, ...ETAG_HEADER },
  })
  @Problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  submit(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<SubmittedReport> {
    return this.submissions.submit(readBody(SubmitReport, request.body), 'web', request, reply, caller);
  }

  @Post('intake')
  @StaffOnly('intakeReport')
  @ApiTags('Departments and the front office')
  @ApiOperation({ operationId: 'intakeReport', summary: 'Take down a report for someone' })
  @Signed()
  @CreationHeaders()
  @ApiBody({ type: IntakeReport })
  @ApiCreatedResponse({
    type: SubmittedReport,
    headers: { Location: { schema: { type: 'string' } }, ...ETAG_HEADER },
  })
  @Problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  intake(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<SubmittedReport> {
    const { channel, ...body } = readBody(IntakeReport, request.body);
    return this.submissions.submit(body, channel, request, reply, caller);
  }
}
