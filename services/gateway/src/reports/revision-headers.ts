import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem';

const ENTITY_TAG = /^(?:W\/)?"(\d{1,9})"$/;

/** The entity tag of a revision. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

export function setRevision(reply: FastifyReply, revision: number): void {
  reply.header('etag', etagOf(revision));
}

/**
 * The revision that the caller's change builds on. A weak tag counts as the strong one: proxies that compress weaken it, and a revision
 * has one representation. `*` asks only that the report exist, which every change does.
 * @throws Problem INVALID_REQUEST for what is not one of our tags
 */
export function expectedRevision(request: FastifyRequest): number | undefined {
  const sent = request.headers['if-match'];
  if (sent === undefined || sent.trim() === '*') return undefined;
  const revision = ENTITY_TAG.exec(sent.trim())?.[1];
  if (revision === undefined) throw Problem.field('If-Match', 'must be the ETag of what is changed, such as "3", or *');
  return Number(revision);
}

/** Whether the caller has this revision already (`If-None-Match`; what it cannot read it ignores, RFC 9110, section 13.1.2). */
export function hasRevision(request: FastifyRequest, revision: number): boolean {
  const sent = request.headers['if-none-match'];
  if (sent === undefined) return false;
  return sent.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etagOf(revision));
}
