import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Settings } from '@sportello/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Problem } from '../problems/problem';
import { limitArrival, type ArrivalLimits } from './arrival';
import { answerBrokenRequest } from './broken-request';
import { hearOut } from './hear-out';
import { MAX_BODY_BYTES, parseJsonBody } from './json-body';
import { securityHeaders } from './security-headers';
import { sendProblem } from './send-problem';
import { takesFile } from './takes-file';
import { takesForm } from './takes-form';

const ARRIVAL: ArrivalLimits = { requestMs: 15_000, headersMs: 10_000, uploadMs: 120_000 };
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
    // Only a file may take so long: `limitArrival` is stricter with everything else.
    requestTimeout: Math.max(arrival.requestMs, arrival.uploadMs),
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
  limitArrival(instance, arrival.requestMs, (error, socket) => answerBrokenRequest(error, socket, publicUrl, logger));
  hearOut(instance);
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  // As it comes: whoever takes a file reads it piece by piece. Elsewhere a form is not understood.
  instance.addContentTypeParser('multipart/form-data', (request, payload, done) => {
    if (takesFile(request)) done(null, payload);
    else done(new Problem('UNSUPPORTED_MEDIA_TYPE'));
  });
  // Only that it came matters where one is taken.
  instance.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, _body, done) => {
    if (takesForm(request)) done(null, undefined);
    else done(new Problem('UNSUPPORTED_MEDIA_TYPE'));
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
