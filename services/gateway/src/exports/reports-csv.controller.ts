import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { ExportFilters, SUBJECTS, type ExportedReport } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard, StaffOnly } from '../caller/caller.guard';
import { readQuery } from '../caller/read-body';
import { Services } from '../caller/services';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { Problems, Signed } from '../openapi/decorators';
import { CSV } from './csv';
import { ExportPages } from './export-pages';
import { ExportStreams } from './export-streams';
import { reportsCsv } from './reports-csv';

/** Members of the staff who export at once, in one process. */
const MOST = 8;

@ApiTags('Departments and the front office')
@Controller('api/v1/reports.csv')
@UseGuards(RateLimitGuard, CallerGuard)
@Signed()
export class ReportsCsvController {
  private readonly streams = new ExportStreams(MOST);

  constructor(private readonly services: Services) {}

  @Get()
  @StaffOnly('exportReports')
  @ApiOperation({
    operationId: 'exportReports',
    summary: 'Reports as CSV (RFC 4180), in the order of submission',
    description:
      'The front office has all of them, a department its own. No texts, no addresses, nobody who reported. An export that breaks off ends its connection.',
  })
  @ApiQuery({ type: ExportFilters })
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  @Problems(400, 401, 403, 404, 429, 503)
  async read(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @From() caller: Caller): Promise<void> {
    const filters = readQuery(ExportFilters, request.query);
    const pages = await ExportPages.begin<ExportedReport>(
      this.services,
      SUBJECTS.exportReports,
      filters,
      queryContext(caller),
    );
    reply.headers({
      'content-type': CSV,
      'content-disposition': `attachment; filename="reports-${caller.municipality.slug}.csv"`,
      'cache-control': 'private, no-store',
    });
    this.streams.send(request, reply, reportsCsv(pages, caller));
  }
}
