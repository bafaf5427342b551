import { fieldErrors } from '@sportello/messaging';
import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, type ValidatorOptions } from 'class-validator';
import { Problem } from '../problems/problem';

const STRICT: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: false },
};

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
  const value = plainToInstance(type, plain);
  const errors = validateSync(value, STRICT);
  if (errors.length > 0) throw new Problem('INVALID_REQUEST', { errors: fieldErrors(errors) });
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
