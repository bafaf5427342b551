import { isUtf8 } from 'node:buffer';
import { Problem } from '../problems/problem';

/** Bodies are forms that people fill in; 256 KiB is far above the longest of them. */
export const MAX_BODY_BYTES = 256 * 1024;

/** Deeper than any body of ours; what validates and compares bodies is recursive. */
const MAX_DEPTH = 16;

/**
 * The value of a JSON body; undefined when it is empty.
 * @throws Problem MALFORMED_REQUEST for what is not UTF-8, not JSON, nested too deep, or tries to reach a prototype
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body))
    throw new Problem('MALFORMED_REQUEST', { errors: [{ field: '', message: 'the body is not UTF-8' }] });
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new Problem('MALFORMED_REQUEST', { errors: [{ field: '', message: 'the body is not JSON' }], cause: error });
  }
  const wrong = whatIsWrong(value, 0);
  if (wrong !== undefined) throw new Problem('MALFORMED_REQUEST', { errors: [{ field: '', message: wrong }] });
  return value;
}

function whatIsWrong(value: unknown, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_DEPTH) return `the body is nested more than ${MAX_DEPTH} deep`;
  for (const key of Object.keys(value)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype')
      return 'the body holds a forbidden member name';
    const wrong = whatIsWrong((value as Record<string, unknown>)[key], depth + 1);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
