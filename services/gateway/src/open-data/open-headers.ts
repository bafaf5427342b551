import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../caller/caller';
import { licenceOf } from './licence';

/** Caches may answer for so long without asking. */
const MAX_AGE_SECONDS = 600;

/** Says what follows, under which licence, and that anybody may keep it and any page may read it. @returns its entity tag */
export function publish(
  reply: FastifyReply,
  { municipality, language }: Caller,
  type: string,
  version: string,
): string {
  // Weak: what is read page by page may be newer at its end than at its beginning.
  const tag = `W/"${version}-${language}"`;
  reply.headers({
    'content-type': type.includes('charset') ? type : `${type}; charset=utf-8`,
    etag: tag,
    'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
    vary: 'Accept-Language, X-Municipality',
    link: `<${licenceOf(municipality)}>; rel="license", <catalog.jsonld>; rel="describedby"`,
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  });
  return tag;
}

/** Answers 304 to whoever has it already (RFC 9110, section 13.1.2). */
export function isKnown(request: FastifyRequest, reply: FastifyReply, tag: string): boolean {
  const known = request.headers['if-none-match']?.split(',').map((one) => one.trim());
  if (known?.some((one) => one === '*' || one === tag || `W/${one}` === tag) !== true) return false;
  reply.removeHeader('content-type');
  void reply.code(304).send();
  return true;
}
