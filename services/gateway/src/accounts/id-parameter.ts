import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id in the address. What cannot be one is of nothing. @throws Problem NOT_FOUND */
export function idIn({ params }: FastifyRequest): string {
  const typed = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined;
  if (typeof typed !== 'string' || !UUID.test(typed.toLowerCase())) throw new Problem('NOT_FOUND');
  return typed.toLowerCase();
}
