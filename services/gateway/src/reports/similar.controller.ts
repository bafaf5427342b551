import { Controller, Get, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SimilarReportsQuery, SUBJECTS, type ReportHistoryQuery, type SimilarReport } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, queryContext, type Caller } from '../caller/caller';
import { ByPlace, CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readBody } from '../caller/read-body';
import { Services } from '../caller/services';
import { GatewaySettings } from '../gateway-settings';
import { Limited, RateLimitGuard } from '../limits/rate-limit.guard';
import { CodeParameter, Problems, Signed } from '../openapi/decorators';
import { codeIn } from './code-parameter';
import { labelledSimilar } from './labelled';
import { SimilarReports } from './report-answers.dto';

/** Has somebody said so already? */
@ApiTags('Citizens')
@Controller('api/v1/reports')
@UseGuards(RateLimitGuard, CallerGuard)
export class SimilarController {
  constructor(
    private readonly services: Services,
    private readonly settings: GatewaySettings,
  ) {}

  @Post('similar')
  @HttpCode(200)
  @Limited('searches')
  @ByPlace()
  @ApiOperation({
    operationId: 'similarReports',
    summary: 'Open public reports that may be about the same thing',
    description:
      'Ask before sending: near in place (300 m), time (90 days), category and words. Whoever finds theirs follows that one by its links instead of sending another. Nothing of the question is kept.',
  })
  @ApiBody({ type: SimilarReportsQuery })
  @ApiOkResponse({ type: SimilarReports })
  @Problems(400, 401, 404, 413, 415, 429, 503)
  async beforeSending(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<SimilarReports> {
    const query = readBody(SimilarReportsQuery, request.body);
    return this.answer(SUBJECTS.similarReports, query, reply, caller);
  }

  @Get(':code/similar')
  @StaffOnly('similarTo')
  @ApiTags('Departments and the front office')
  @ApiOperation({
    operationId: 'similarTo',
    summary: 'Open reports that may be about the same thing as this one',
    description:
      'Also private ones and those that nobody has taken charge of, as far as you may read them. `POST …/duplicate` closes one of the two.',
  })
  @CodeParameter()
  @Signed()
  @ApiOkResponse({ type: SimilarReports })
  @Problems(400, 401, 403, 404, 429, 503)
  async toAReport(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<SimilarReports> {
    const query: ReportHistoryQuery = { code: codeIn(request) };
    return this.answer(SUBJECTS.similarTo, query, reply, caller);
  }

  private async answer(subject: string, query: object, reply: FastifyReply, caller: Caller): Promise<SimilarReports> {
    const found = await this.services.ask<readonly SimilarReport[]>(subject, query, queryContext(caller));
    reply.header('cache-control', 'private, no-store');
    return labelledSimilar(found, caller, this.settings.publicUrl);
  }
}
