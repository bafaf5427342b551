import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RoutingDryRunQuery, SUBJECTS, type RoutingDryRun } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readBody } from '../caller/read-body';
import { Services } from '../caller/services';
import { Limited, RateLimitGuard } from '../limits/rate-limit.guard';
import { CreationHeaders, Problems, Signed } from '../openapi/decorators';
import { DryRunOutcome } from './dry-run.dto';

/** Longer than the service allows itself: it is the service that says what happened. */
const TIMEOUT_MS = 13_000;

/** Drafted routing rules, tried out on the reports that there were. */
@ApiTags('Departments and the front office')
@Controller('api/v1/routing/dry-runs')
@UseGuards(RateLimitGuard, CallerGuard)
@Signed()
export class DryRunsController {
  constructor(private readonly services: Services) {}

  @Post()
  @HttpCode(200)
  @Limited('searches')
  @CreationHeaders()
  @StaffOnly('routingDryRun')
  @ApiOperation({
    operationId: 'tryRouting',
    summary: 'Where reports would have gone under drafted routing rules',
    description:
      'Of the last 30 days, unless `from` and `to` say others; as they came in, whatever became of them since. Nothing is written, and nothing is kept of the draft. At most 2,000 reports, and one dry run of a Comune at a time.',
  })
  @ApiBody({ type: RoutingDryRunQuery })
  @ApiOkResponse({ type: DryRunOutcome })
  @Problems(400, 401, 403, 404, 409, 413, 415, 429, 503)
  async run(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<DryRunOutcome> {
    const query = readBody(RoutingDryRunQuery, request.body);
    const { departments, ...found } = await this.services.ask<RoutingDryRun>(
      SUBJECTS.routingDryRun,
      query,
      queryContext(caller),
      { timeoutMs: TIMEOUT_MS },
    );
    reply.header('cache-control', 'private, no-store');
    return {
      ...found,
      departments: Object.entries(departments).map(([department, counts]) => ({ department, ...counts })),
    };
  }
}
