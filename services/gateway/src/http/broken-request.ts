import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { PROBLEM_JSON, Problem, problemDocument } from '../problems/problem';
import type { ProblemCode } from '../problems/problem-table';
import { randomId } from './trace';

/** By the codes of Node's HTTP parser and server. */
const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};

/** What never became a request: bytes that are not HTTP, headers over 16 KiB, a body that stopped coming. Nothing but the socket is left to answer on. */
export function answerBrokenRequest(error: Error, socket: Socket, publicUrl: string, logger: Logger): void {
  const reason = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  if (reason === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = new Problem(CODES[reason] ?? 'MALFORMED_REQUEST');
  const traceId = randomId();
  const body = JSON.stringify(problemDocument(problem, { publicUrl, language: 'it', traceId }));
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Error'}`,
      `content-type: ${PROBLEM_JSON}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'x-content-type-options: nosniff',
      'cache-control: no-store',
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  logger.debug({ reason, traceId }, 'A request could not be read');
}
