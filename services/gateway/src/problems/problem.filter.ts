import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { KnownRoutes } from '../http/known-routes';
import { sendProblem } from '../http/send-problem';
import { traceOf } from '../http/trace';
import { Problem } from './problem';
import { asProblem } from './unexpected';

/** Every way of failing ends here, as a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly publicUrl: string,
    private readonly routes: KnownRoutes,
    private readonly logger: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.notFoundOr(error, request) ?? asProblem(error);
    if (problem.status >= 500) this.log(problem, request);
    if (!reply.sent && !reply.raw.headersSent) sendProblem(problem, request, reply, this.publicUrl);
  }

  private notFoundOr(error: unknown, request: FastifyRequest): Problem | undefined {
    if (!(error instanceof HttpException) || error.getStatus() !== 404) return undefined;
    const methods = this.routes.methodsAt(request.url);
    return methods.length === 0
      ? new Problem('NOT_FOUND')
      : new Problem('METHOD_NOT_ALLOWED', { headers: { allow: methods.join(', ') } });
  }

  private log(problem: Problem, request: FastifyRequest): void {
    const fields = {
      err: problem.cause,
      code: problem.code,
      method: request.method,
      route: request.routeOptions?.url,
      correlationId: traceOf(request.raw).id,
    };
    if (problem.code === 'INTERNAL_ERROR') this.logger.error(fields, 'A request failed');
    else this.logger.warn(fields, 'A part was not there for a request');
  }
}
