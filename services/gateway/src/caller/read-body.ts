import { readAs, Refused } from '@sportello/messaging';
import type { ClassConstructor } from 'class-transformer';
import { Problem } from '../problems/problem';

/** A body as its DTO of contracts. An empty body is an object without members. @throws Problem INVALID_REQUEST with its fields */
export function readBody<Body extends object>(type: ClassConstructor<Body>, body: unknown): Body {
  return read(type, body ?? {}, 'the body must be a JSON object');
}

/** The parameters of an address as their DTO. @throws Problem INVALID_REQUEST with its fields */
export function readQuery<Query extends object>(type: ClassConstructor<Query>, query: unknown): Query {
  const { lang: _language, ...parameters } = isRecord(query) ? query : {};
  return read(type, parameters, 'the parameters cannot be read');
}

function read<Value extends object>(type: ClassConstructor<Value>, plain: unknown, otherwise: string): Value {
  if (!isRecord(plain)) throw Problem.field('', otherwise);
  try {
    return readAs(type, plain);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Problem(error.refusal.code, { errors: error.refusal.errors ?? [] });
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
