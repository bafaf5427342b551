import type { Projection, SqlExecutor, StoredEvent } from '@sportello/event-sourcing';
import { isDataError, isUnavailability, sqlStateOf } from '../errors';
import { failureText } from '../failure-text';
import type { ParkedStream } from './projection-status';

/** With one more the projection stops: so many bad streams mean bad code. */
export const MAX_PARKED_STREAMS = 20;

/** What became of a page. */
export interface Applied {
  readonly applied: readonly StoredEvent[];
  readonly newlyParked: readonly ParkedStream[];
}

/** Applies a page to a table, leaving out streams that are parked; `skipped` of them do not count any more. */
export type ApplyEvents = (
  sql: SqlExecutor,
  table: string,
  events: readonly StoredEvent[],
  parked: ReadonlySet<string>,
  skipped?: number,
) => Promise<Applied>;

/** More than `MAX_PARKED_STREAMS` streams cannot be applied. */
export class TooManyParkedStreams extends Error {
  override readonly name = 'TooManyParkedStreams';
  constructor() {
    super(`More than ${MAX_PARKED_STREAMS} streams have an event that it cannot apply`);
  }
}

/** An event of the page is not to be taken; which one is found by applying them one by one, in a new transaction. */
class PoisonInPage extends Error {
  override readonly name = 'PoisonInPage';
}

/**
 * Runs `attempt` (one transaction) with pages applied whole, and once more, event by event, when one of them is poison:
 * the savepoints that this takes are paid for only then.
 */
export async function withPoisonApart<T>(
  projection: Projection,
  attempt: (apply: ApplyEvents) => Promise<T>,
): Promise<T> {
  try {
    return await attempt((sql, table, events, parked) => applyWhole(projection, sql, table, events, parked));
  } catch (error) {
    if (!(error instanceof PoisonInPage)) throw error;
  }
  return attempt((sql, table, events, parked, skipped = 0) =>
    applyOneByOne(projection, sql, table, events, parked, MAX_PARKED_STREAMS + skipped),
  );
}

async function applyWhole(
  projection: Projection,
  sql: SqlExecutor,
  table: string,
  events: readonly StoredEvent[],
  parked: ReadonlySet<string>,
): Promise<Applied> {
  const applied = parked.size === 0 ? events : events.filter(({ stream }) => !parked.has(stream));
  if (applied.length === 0) return { applied, newlyParked: [] };
  try {
    await projection.apply(applied, sql, table);
  } catch (error) {
    throw isPoison(error) ? new PoisonInPage('One of the events cannot be applied', { cause: error }) : error;
  }
  return { applied, newlyParked: [] };
}

async function applyOneByOne(
  projection: Projection,
  sql: SqlExecutor,
  table: string,
  events: readonly StoredEvent[],
  parked: ReadonlySet<string>,
  mostParked: number,
): Promise<Applied> {
  const applied: StoredEvent[] = [];
  const newlyParked = new Map<string, ParkedStream>();
  for (const event of events) {
    if (parked.has(event.stream) || newlyParked.has(event.stream)) continue;
    await sql.query('savepoint event');
    try {
      await projection.apply([event], sql, table);
      await sql.query('release savepoint event');
      applied.push(event);
    } catch (error) {
      if (!isPoison(error)) throw error;
      await sql.query('rollback to savepoint event');
      newlyParked.set(event.stream, { stream: event.stream, revision: event.revision, reason: failureText(error) });
      if (parked.size + newlyParked.size > mostParked) throw new TooManyParkedStreams();
    }
  }
  return { applied, newlyParked: [...newlyParked.values()] };
}

/** The event's own fault: our code cannot take it, or PostgreSQL refuses its values. Any other error of the database is not. */
function isPoison(error: unknown): boolean {
  if (isUnavailability(error)) return false;
  return sqlStateOf(error) === undefined || isDataError(error);
}
