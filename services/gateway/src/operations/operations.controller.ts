import { timingSafeEqual, createHash } from 'node:crypto';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { register } from 'prom-client';
import { GatewaySettings } from '../gateway-settings';
import { Problem, PROBLEM_JSON } from '../problems/problem';
import { Readiness } from './readiness';

/** For whoever keeps the product running. */
@ApiTags('Operators')
@Controller()
export class OperationsController {
  constructor(
    private readonly readiness: Readiness,
    private readonly settings: GatewaySettings,
  ) {}

  @Get('health/live')
  @ApiOperation({ operationId: 'live', summary: 'The process answers' })
  @ApiOkResponse()
  live(@Res({ passthrough: true }) reply: FastifyReply): object {
    reply.header('cache-control', 'no-store');
    return { status: 'ok' };
  }

  @Get('health/ready')
  @ApiOperation({ operationId: 'ready', summary: 'Everything can be used' })
  @ApiOkResponse()
  @ApiServiceUnavailableResponse()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const services = await this.readiness.all();
    const ready = services.every((service) => service.ready);
    reply.code(ready ? 200 : 503).header('cache-control', 'no-store');
    return { status: ready ? 'ok' : 'unavailable', services };
  }

  /** ModI (AgID, Linee guida sull'interoperabilità): the state of the API as a problem document, also when all is well. */
  @Get('status')
  @ApiOperation({ operationId: 'status', summary: 'State of the API (ModI)' })
  @ApiOkResponse({ content: { 'application/problem+json': { schema: { type: 'object' } } } })
  @ApiServiceUnavailableResponse({ content: { 'application/problem+json': { schema: { type: 'object' } } } })
  async status(@Res() reply: FastifyReply): Promise<void> {
    const services = await this.readiness.all();
    if (services.some(({ ready }) => !ready)) throw new Problem('SERVICE_UNAVAILABLE');
    reply
      .header('cache-control', 'no-store')
      .header('content-type', PROBLEM_JSON)
      .send(JSON.stringify({ type: 'about:blank', title: 'OK', status: 200 }));
  }

  @Get('metrics')
  @ApiOperation({ operationId: 'metrics', summary: 'Metrics (Prometheus)' })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  async metrics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { metricsToken } = this.settings;
    if (metricsToken !== undefined && !isSame(request.headers.authorization ?? '', `Bearer ${metricsToken}`))
      throw new Problem('NOT_AUTHENTICATED');
    reply
      .header('cache-control', 'no-store')
      .header('content-type', register.contentType)
      .send(await register.metrics());
  }
}

function isSame(sent: string, expected: string): boolean {
  const [one, other] = [sent, expected].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
