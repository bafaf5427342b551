import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Nothing, ProvideInformation, RateReport, SUBJECTS, WithReason, WithdrawReport } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, type Caller } from '../caller/caller';
import { CallerGuard } from '../caller/caller.guard';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { ChangeHeaders, Problems, Tracked } from '../openapi/decorators';
import { Problem } from '../problems/problem';
import { ChangedReport } from './report-answers.dto';
import { ReportCommands, reportToken, type Change } from './report-commands';

/** What who reported may do: the token proves it, or the front office does it for them. */
@ApiTags('Citizens')
@Controller('api/v1/reports/:code')
@UseGuards(RateLimitGuard, CallerGuard)
@Tracked()
@Problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503)
export class ReporterController {
  constructor(private readonly commands: ReportCommands) {}

  @Post('information')
  @HttpCode(200)
  @ChangeHeaders()
  @ApiOperation({ operationId: 'provideInformation', summary: 'Answer a question of the office' })
  @ApiBody({ type: ProvideInformation })
  information(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.change({ subject: SUBJECTS.provideInformation, body: ProvideInformation }, request, reply, caller);
  }

  @Post('rating')
  @HttpCode(200)
  @ChangeHeaders()
  @ApiOperation({ operationId: 'rateReport', summary: 'Rate the outcome' })
  @ApiBody({ type: RateReport })
  rating(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.change({ subject: SUBJECTS.rateReport, body: RateReport }, request, reply, caller);
  }

  @Post('withdrawal')
  @HttpCode(200)
  @ChangeHeaders()
  @ApiOperation({ operationId: 'withdrawReport', summary: 'Withdraw the report' })
  @ApiBody({ type: WithdrawReport, required: false })
  withdrawal(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.change({ subject: SUBJECTS.withdrawReport, body: WithdrawReport }, request, reply, caller);
  }

  @Post('reopening')
  @HttpCode(200)
  @ChangeHeaders()
  @ApiOperation({ operationId: 'reopenOwnReport', summary: 'Reopen the report' })
  @ApiBody({ type: WithReason })
  reopening(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.change({ subject: SUBJECTS.reopenReport, body: WithReason }, request, reply, caller);
  }

  @Post('erasure')
  @HttpCode(200)
  @ChangeHeaders()
  @ApiOperation({
    operationId: 'eraseReporter',
    summary: 'Forget who reported (GDPR, art. 17)',
    description:
      'Name and contacts can never be read again, and the token of the report is dead. The report itself goes on.',
  })
  @ApiBody({ type: Nothing, required: false })
  erasure(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<ChangedReport> {
    return this.change({ subject: SUBJECTS.eraseReporter, body: Nothing }, request, reply, caller);
  }

  private async change<Body extends object>(
    change: Change<Body>,
    request: FastifyRequest,
    reply: FastifyReply,
    caller: Caller,
  ): Promise<ChangedReport> {
    if (reportToken(request) === undefined && caller.staff === undefined) throw new Problem('NOT_AUTHENTICATED');
    return this.commands.change(change, request, reply, caller);
  }
}
