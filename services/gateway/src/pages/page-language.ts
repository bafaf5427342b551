import type { Language } from '@sportello/contracts';
import type { FastifyRequest } from 'fastify';
import { readerLanguage } from '../language/reader-language';

export function languageOfPage(request: FastifyRequest, offered?: readonly Language[]): Language {
  const query: unknown = request.query;
  const lang = typeof query === 'object' && query !== null && 'lang' in query ? query.lang : undefined;
  return readerLanguage({ lang, acceptLanguage: request.headers['accept-language'] }, offered);
}
