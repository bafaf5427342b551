import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  Paging,
  ReportHistoryQuery,
  SUBJECTS,
  WorkQueueQuery,
  type HistoryEntry,
  type WorkQueuePage,
} from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readQuery } from '../caller/read-body';
import { Services } from '../caller/services';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { CodeParameter, Listed, Problems, Signed } from '../openapi/decorators';
import { Accounts } from '../sessions/accounts';
import { codeIn } from './code-parameter';
import { readableHistory } from './history';
import { labelledQueue } from './labelled';
import { pageLinks, queueLinks } from './links';
import { HistoryList, WorkQueueList } from './report-answers.dto';

/** What the office reads. */
@ApiTags('Departments and the front office')
@Controller('api/v1')
@UseGuards(RateLimitGuard, CallerGuard)
@Signed()
export class OfficeController {
  constructor(
    private readonly services: Services,
    private readonly accounts: Accounts,
  ) {}

  @Get('work-queue')
  @StaffOnly('workQueue')
  @ApiOperation({ operationId: 'workQueue', summary: 'Reports to work on' })
  @ApiQuery({ type: WorkQueueQuery })
  @Listed(WorkQueueList)
  @Problems(400, 401, 403, 404, 429, 503)
  async workQueue(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<WorkQueueList> {
    const query = readQuery(WorkQueueQuery, request.query);
    const found = await this.services.ask<WorkQueuePage>(SUBJECTS.workQueue, query, queryContext(caller));
    reply.headers({ link: queueLinks(request.url, found), 'cache-control': 'private, no-store' });
    return labelledQueue(found, caller);
  }

  @Get('reports/:code/history')
  @CodeParameter()
  @StaffOnly('reportHistory')
  @ApiOperation({ operationId: 'reportHistory', summary: 'Every event of a report' })
  @ApiQuery({ type: Paging })
  @Listed(HistoryList)
  @Problems(400, 401, 403, 404, 429, 503)
  async history(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @From() caller: Caller,
  ): Promise<HistoryList> {
    const paging = readQuery(Paging, request.query);
    const query: ReportHistoryQuery = { code: codeIn(request) };
    const entries = await this.services.ask<readonly HistoryEntry[]>(
      SUBJECTS.reportHistory,
      query,
      queryContext(caller),
    );
    const names = await this.accounts.names(
      caller.municipality.id,
      entries.flatMap(({ actor }) => (actor.kind === 'staff' && actor.id !== undefined ? [actor.id] : [])),
    );
    const list = readableHistory(entries, paging, { names, language: caller.language });
    reply.headers({ link: pageLinks(request.url, list), 'cache-control': 'private, no-store' });
    return list;
  }
}
