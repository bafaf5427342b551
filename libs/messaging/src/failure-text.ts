import { types } from 'node:util';

/** Every SQLSTATE of PostgreSQL has a digit (appendix A of its manual); EPIPE, which is as long, has none. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** An error's code: of PostgreSQL, of the operating system, or ours. */
export function codeOf(error: object): string | undefined {
  if (!('code' in error)) return undefined;
  return typeof error.code === 'string' || typeof error.code === 'number' ? String(error.code) : undefined;
}

/** Whether the message may hold somebody's data: PostgreSQL and the JSON parser quote the values that they refuse. */
export function mayQuote(error: Error): boolean {
  return error.name === 'SyntaxError' || SQLSTATE.test(codeOf(error) ?? '');
}

/** A failure in words that may stand on a health page: name and code, never the message, which could quote somebody's data. */
export function failureText(error: unknown): string {
  if (!types.isNativeError(error)) return 'unknown failure';
  const code = codeOf(error);
  return code === undefined ? error.name : `${error.name} ${code}`;
}
