import { DatabaseUnavailable, sqlStateOf } from './errors';

const LONGEST = 200;

/**
 * A failure in words that may stand in a table, a log line or a health page. Messages of PostgreSQL and of JSON.parse quote the
 * values they refuse, which may be somebody's: of those only the code or the name remains.
 */
export function failureText(error: unknown): string {
  const state = sqlStateOf(error);
  if (state !== undefined) return `PostgreSQL refused it (SQLSTATE ${state})`;
  if (!(error instanceof Error)) return 'unknown failure';
  if (error instanceof SyntaxError) return error.name;
  if (error instanceof DatabaseUnavailable) return error.message;
  return `${error.name}: ${error.message}`.slice(0, LONGEST);
}
