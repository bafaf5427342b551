import { HttpException } from '@nestjs/common';
import { Problem } from './problem';
import type { ProblemCode } from './problem-table';

/** What Fastify and Nest refuse by themselves, by status. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'MALFORMED_REQUEST',
  404: 'NOT_FOUND',
  408: 'REQUEST_TIMEOUT',
  413: 'MESSAGE_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  503: 'SERVICE_UNAVAILABLE',
};

/** Errors of the libraries that mean "a part is down", by name: the gateway does not care which part. */
const UNAVAILABLE: ReadonlySet<string> = new Set(['BusUnavailable', 'BusTimeout', 'DatabaseUnavailable']);

/** The problem that an error is to the caller. What is not foreseen tells nothing of the inside. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException)
    return new Problem(BY_STATUS[error.getStatus()] ?? 'INTERNAL_ERROR', { cause: error });
  if (error instanceof Error && UNAVAILABLE.has(error.name))
    return new Problem('SERVICE_UNAVAILABLE', { cause: error });
  if (error instanceof Error && error.name === 'MessageTooLarge')
    return new Problem('MESSAGE_TOO_LARGE', { cause: error });
  if (isAborted(error)) return new Problem('MALFORMED_REQUEST', { cause: error });
  return new Problem('INTERNAL_ERROR', { cause: error });
}

/** The caller went away in the middle of its body. */
function isAborted(error: unknown): boolean {
  return error instanceof Error && (('code' in error && error.code === 'ECONNRESET') || error.message === 'aborted');
}
