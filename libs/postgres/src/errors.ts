/** The database cannot serve now: unreachable, restarting, too slow, out of connections or out of disk. Nothing of the transaction happened, or (a lost answer to COMMIT) all of it did. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/**
 * What PostgreSQL says when it cannot serve rather than when it was asked wrongly: classes of SQLSTATE (appendix A of its manual), the same
 * ones as in the event store.
 */
const UNAVAILABLE_CLASSES = new Set([
  '08', // connection exception
  '25', // read-only transaction: a standby, or a server being switched over
  '40', // transaction rollback
  '53', // insufficient resources, among them disk full
  '55', // lock not available, not in prerequisite state
  '57', // operator intervention: shutdown, statement timeout
  '58', // system error: input or output
]);
/** What PostgreSQL says of the values that it was given: they stay what they are. */
const DATA_CLASSES = new Set([
  '21', // cardinality violation: two of the rows of one statement are the same one
  '22', // data exception
  '23', // integrity constraint violation
  '54', // program limit exceeded: too long for an index, too deep for a JSON value
]);
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_DESTROYED',
]);
/** node-postgres gives these no code. */
const DRIVER_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|Connection ended unexpectedly)/;

/** The SQLSTATE of an error of PostgreSQL, else undefined. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = codeOf(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !SOCKET_CODES.has(code) ? code : undefined;
}

/** Whether the database, rather than the data, is at fault: the same call may succeed later. */
export function isUnavailability(error: unknown): boolean {
  if (error instanceof DatabaseUnavailable) return true;
  const code = codeOf(error);
  if (code !== undefined && SOCKET_CODES.has(code)) return true;
  const state = sqlStateOf(error);
  if (state !== undefined) return UNAVAILABLE_CLASSES.has(state.slice(0, 2));
  return error instanceof Error && DRIVER_MESSAGES.test(error.message);
}

/**
 * Whether PostgreSQL refused because of the values themselves (`DATA_CLASSES`): repeating will not help, and in a projection it marks a
 * poison event, or events that cannot stand in one statement. Every other error of the database is not the event's fault.
 */
export function isDataError(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state !== undefined && DATA_CLASSES.has(state.slice(0, 2));
}

/** The error as this library throws it. The driver's message stays out of the new one: it may quote values. */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof DatabaseUnavailable || !isUnavailability(error)) return error;
  return new DatabaseUnavailable(`The database is unavailable (${codeOf(error) ?? 'connection lost or too slow'})`, {
    cause: error,
  });
}

/** The `code` that Node and node-postgres give their errors. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
