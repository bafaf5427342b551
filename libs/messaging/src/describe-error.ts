import { types } from 'node:util';

/**
 * What a log may say of an error. Not the object itself: drivers hang parameters and rows on theirs. Not the message of a SyntaxError:
 * the JSON parser quotes the text it could not read.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!types.isNativeError(error)) return { name: typeof error };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return {
    name: error.name,
    ...('code' in error && { code: error.code }),
    ...(error.name !== 'SyntaxError' && { message: error.message }),
    stack: frames?.join('\n'),
  };
}
