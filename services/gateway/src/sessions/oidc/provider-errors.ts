import { errors } from 'openid-client';

/** The provider does not answer, or not as one must; the message says why, and names nobody. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/**
 * Why something went wrong at the provider, fit for a log: errors of the client carry whole tokens, and texts of the provider may name
 * people; their messages and codes are cut to what they may say.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof errors.OPError) return `the provider answered ${wordOf(error.error)}`;
  // What was got instead of what was expected is somebody's text.
  if (error instanceof errors.RPError) return error.message.replace(/,? got: .*$/s, '').slice(0, 200);
  if (memberOf(error, 'name') === 'SyntaxError') return 'the provider did not answer JSON';
  return memberOf(error, 'code') ?? memberOf(error, 'message')?.slice(0, 300) ?? 'unknown';
}

/** True when it is the provider, or the way to it, that failed; false when an answer must not be believed. */
export function isUnavailable(error: unknown): boolean {
  // Its own refusals: of the code that came with the browser, which is no fault of the provider, and of everything else.
  if (error instanceof errors.OPError) return error.error !== 'invalid_grant';
  if (error instanceof errors.RPError) return /^outgoing request timed out/.test(error.message);
  // An answer without a token, or keys that are none; all else is the connection, or what is no JSON.
  return memberOf(error, 'name') !== 'TypeError';
}

/** RFC 6749: an error is one word; what else a provider writes there stays there. */
export function wordOf(text: unknown): string {
  return typeof text === 'string' && /^[a-z_]{1,64}$/.test(text) ? text : 'an error';
}

function memberOf(error: unknown, name: 'name' | 'code' | 'message'): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
