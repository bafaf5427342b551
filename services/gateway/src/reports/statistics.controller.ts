import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { StatisticsQuery, SUBJECTS, type Statistics } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readQuery } from '../caller/read-body';
import { Services } from '../caller/services';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { Problems, Signed } from '../openapi/decorators';
import { labelledStatistics } from './labelled-statistics';
import { StatisticsDocument } from './statistics.dto';

/** Counting a million reports takes seconds. */
const TIMEOUT_MS = 20_000;

@ApiTags('Departments and the front office')
@Controller('api/v1/statistics')
@UseGuards(RateLimitGuard, CallerGuard)
@Signed()
export class StatisticsController {
  constructor(private readonly services: Services) {}

  @Get()
  @StaffOnly('statistics')
  @ApiOperation({
    operationId: 'statistics',
    summary: 'How many reports there are, and how long they take',
    description: 'The front office counts all reports, a department its own.',
  })
  @ApiQuery({ type: StatisticsQuery })
  @ApiOkResponse({ type: StatisticsDocument })
  @Problems(400, 401, 403, 404, 429, 503)
  async read(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<StatisticsDocument> {
    const query = readQuery(StatisticsQuery, request.query);
    const found = await this.services.ask<Statistics>(SUBJECTS.statistics, query, queryContext(caller), {
      timeoutMs: TIMEOUT_MS,
    });
    reply.header('cache-control', 'private, no-store');
    return labelledStatistics(found, caller);
  }
}
