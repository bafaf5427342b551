import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Settings } from '@sportello/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Problem } from '../problems/problem';
import { answerBrokenRequest } from './broken-request';
import { MAX_BODY_BYTES, parseJsonBody } from './json-body';
import { securityHeaders } from './security-headers';
import { sendProblem } from './send-problem';

/** Milliseconds in which a request must have arrived whole, its headers sooner. */
export interface ArrivalLimits {
  readonly requestMs: number;
  readonly headersMs: number;
}

const ARRIVAL: ArrivalLimits = { requestMs: 15_000, headersMs: 10_000 };
const KEEP_ALIVE_MS = 65_000;

/** Fastify as this door needs it: JSON only, bounded in size and time, with problem documents also where Nest is not reached. */
export async function httpDoor(
  settings: Settings,
  logger: Logger,
  arrival: ArrivalLimits = ARRIVAL,
): Promise<FastifyAdapter> {
  const { publicUrl } = settings;
  const adapter = new FastifyAdapter({
    logger: false,
    // Without Express middleware there is no need for what runs it before every request.
    skipMiddie: true,
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: settings.trustedProxies === 0 ? false : settings.trustedProxies,
    requestTimeout: arrival.requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Node looks for requests that take too long only this often; its default is half a minute.
    http: { headersTimeout: arrival.headersMs, connectionsCheckingInterval: 1_000 },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, publicUrl, logger),
    frameworkErrors: (error: Error & { code?: string }, request: FastifyRequest, reply: FastifyReply) => {
      const code = error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? 'NOT_FOUND' : 'MALFORMED_REQUEST';
      sendProblem(new Problem(code), request, reply, publicUrl);
    },
  });
  const instance = adapter.getInstance();
  const headers = await securityHeaders(publicUrl);
  instance.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers);
    done(isReadable(request.url) ? undefined : new Problem('MALFORMED_REQUEST'));
  });
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  return adapter;
}

/** False for percent-encoding that is no UTF-8 and for an encoded NUL. */
function isReadable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    return !decodeURIComponent(url).includes('\0');
  } catch {
    return false;
  }
}
