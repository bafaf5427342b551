import { EventStoreUnavailable } from '@sportello/event-sourcing';

/** Classes of SQLSTATE (PostgreSQL manual, appendix A) after which the same call may well succeed later. */
const PASSING_CLASSES = new Set([
  '08', // connection exception
  '25', // read-only transaction: a standby, or a server being switched over
  '40', // transaction rollback
  '53', // insufficient resources, among them disk full
  '55', // lock not available, not in prerequisite state
  '57', // operator intervention: shutdown, statement timeout
  '58', // system error: input or output
]);
/** Data exception and program limit exceeded: about the values that were sent. */
const DATA_CLASSES = new Set(['22', '54']);

/** The class of an error that the server reported; undefined when it came from anywhere else. */
function sqlStateClass(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return error instanceof Error && 'severity' in error && typeof code === 'string' ? code.slice(0, 2) : undefined;
}

/** The server refused a value: it would refuse it again. */
export function isAboutTheData(error: unknown): boolean {
  const sqlState = sqlStateClass(error);
  return sqlState !== undefined && DATA_CLASSES.has(sqlState);
}

/**
 * What a failed call becomes: EventStoreUnavailable when the server could not be reached, was going down, took too long or was out of
 * resources; else the error itself, which is a bug.
 */
export function asPortError(error: unknown): Error {
  if (error instanceof EventStoreUnavailable) return error;
  if (error instanceof TypeError || error instanceof RangeError) return error;
  const sqlState = sqlStateClass(error);
  if (sqlState === undefined || PASSING_CLASSES.has(sqlState)) {
    return new EventStoreUnavailable('The event store cannot be reached', { cause: error });
  }
  return error instanceof Error ? error : new Error('The event store failed', { cause: error });
}
