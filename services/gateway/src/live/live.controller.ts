import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { REPORT_STATUSES, type ReportStatus } from '@sportello/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { From, queryContext, type Caller } from '../caller/caller';
import { CallerGuard } from '../caller/caller.guard';
import { RateLimitGuard } from '../limits/rate-limit.guard';
import { CodeParameter, Problems } from '../openapi/decorators';
import { codeIn } from '../reports/code-parameter';
import { EventStream, EVENTS } from './event-stream';
import { LiveConnections } from './live-connections';
import { LiveReports, type LiveStatus } from './live-reports';

export class LiveEvent implements LiveStatus {
  @ApiProperty({ enum: REPORT_STATUSES }) status!: ReportStatus;
  @ApiProperty({ minimum: 0, type: 'integer' }) revision!: number;
  @ApiProperty({ format: 'date-time' }) at!: string;
}

@ApiTags('Citizens')
@Controller('api/v1/reports/:code')
@UseGuards(RateLimitGuard, CallerGuard)
export class LiveController {
  constructor(
    private readonly reports: LiveReports,
    private readonly connections: LiveConnections,
  ) {}

  @Get('live')
  @ApiOperation({
    operationId: 'followReport',
    summary: 'Server-sent events: every new status of a report',
    description: 'One event at once, then one for each new revision. `id` is the revision, `data` a JSON object.',
  })
  @CodeParameter()
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The revision that you have',
    schema: { type: 'string' },
  })
  @ApiOkResponse({
    description: 'Events',
    content: { 'text/event-stream': { schema: { $ref: '#/components/schemas/LiveEvent' } } },
  })
  @Problems(400, 401, 404, 429, 503)
  async live(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @From() caller: Caller): Promise<void> {
    const key = { municipalityId: caller.municipality.id, code: codeIn(request) };
    // Fastify routes HEAD wherever GET is: the same answer without its events, which never end.
    if (request.method === 'HEAD') {
      await this.reports.current(key, queryContext(caller));
      void reply.header('content-type', EVENTS).header('cache-control', 'no-store').send();
      return;
    }
    const giveBack = this.connections.reserve(caller.address);
    // Given back however the connection ends, also before the first answer.
    reply.raw.once('close', giveBack);
    const status = await this.reports.current(key, queryContext(caller)).catch((error: unknown) => {
      giveBack();
      throw error;
    });
    if (reply.raw.destroyed) return;
    const stream = new EventStream(reply.raw, lastEventId(request));
    const headers: [string, string][] = Object.entries(reply.getHeaders()).map(([name, value]) => [
      name,
      String(value),
    ]);
    reply.hijack();
    stream.open(Object.fromEntries(headers));
    stream.send(status);
    const unfollow = this.reports.follow(key, status, (newer) => stream.send(newer));
    this.connections.add(stream, key.municipalityId);
    reply.raw.once('close', () => {
      unfollow();
      this.connections.remove(stream);
    });
  }
}

function lastEventId(request: FastifyRequest): string | undefined {
  const id = request.headers['last-event-id'];
  return typeof id === 'string' ? id : undefined;
}
