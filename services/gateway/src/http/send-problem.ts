import type { FastifyReply, FastifyRequest } from 'fastify';
import { readerLanguage } from '../language/reader-language';
import { PROBLEM_JSON, problemDocument, type Problem } from '../problems/problem';
import { traceOf } from './trace';

/** Answers with a problem document in the reader's language. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply, publicUrl: string): void {
  const document = problemDocument(problem, {
    publicUrl,
    language: languageOf(request),
    traceId: traceOf(request.raw).id,
  });
  reply
    .code(problem.status)
    .headers({ 'cache-control': 'no-store', ...problem.headers })
    .header('content-type', PROBLEM_JSON)
    .send(JSON.stringify(document));
}

/** Also for requests whose address could not be parsed, which have no query. */
function languageOf(request: FastifyRequest): ReturnType<typeof readerLanguage> {
  const query: unknown = request.query;
  const lang = typeof query === 'object' && query !== null && 'lang' in query ? query.lang : undefined;
  return readerLanguage({ lang, acceptLanguage: request.headers['accept-language'] });
}
