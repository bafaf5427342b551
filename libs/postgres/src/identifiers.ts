import { createHash } from 'node:crypto';

/** Longest name PostgreSQL keeps; it cuts longer ones silently. */
const MAX_IDENTIFIER = 63;

/** A quoted SQL identifier. @throws Error for what PostgreSQL would cut or cannot hold */
export function quoteIdentifier(name: string): string {
  if (name === '' || name.includes('\0') || Buffer.byteLength(name) > MAX_IDENTIFIER)
    throw new Error(`Not an SQL identifier: ${name}`);
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text literal, for the few statements that take no parameters. */
export function quoteLiteral(value: string): string {
  if (value.includes('\0')) throw new Error('A text literal cannot hold NUL');
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return value.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** The key of an advisory lock, from a name. */
export function lockKey(name: string): string {
  return createHash('sha256').update(name).digest().readBigInt64BE().toString();
}
