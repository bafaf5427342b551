import type { FastifyRequest } from 'fastify';
import { isUuid } from '../http/uuid';
import { Problem } from '../problems/problem';

/** The id in the address. What cannot be one is of nothing. @throws Problem NOT_FOUND */
export function idIn({ params }: FastifyRequest): string {
  const typed = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined;
  if (typeof typed !== 'string' || !isUuid(typed.toLowerCase())) throw new Problem('NOT_FOUND');
  return typed.toLowerCase();
}
