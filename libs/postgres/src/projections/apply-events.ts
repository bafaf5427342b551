import type { Position, Projection, SqlExecutor, StoredEvent } from '@sportello/event-sourcing';
import { isDataError, isUnavailability, sqlStateOf } from '../errors';
import { failureText } from '../failure-text';
import {
  counting,
  MAX_PARKED_STREAMS,
  TooManyParkedStreams,
  waits,
  type ParkedStream,
  type ParkedStreams,
} from './parked-streams';

/** What became of a page. */
export interface Applied {
  readonly applied: readonly StoredEvent[];
  readonly newlyParked: readonly ParkedStream[];
  /** Set when one stream too many could not be applied: it is parked too, and what stands after this position was not looked at. */
  readonly stoppedAt?: Position;
}

/** Applies a page to a table, leaving out of each parked stream what waits. */
export type ApplyEvents = (
  sql: SqlExecutor,
  table: string,
  events: readonly StoredEvent[],
  parked: ParkedStreams,
) => Promise<Applied>;

/** @throws TooManyParkedStreams unless all of it was looked at */
export function whole(done: Applied): Applied {
  if (done.stoppedAt !== undefined) throw new TooManyParkedStreams();
  return done;
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
  return attempt((sql, table, events, parked) => applyOneByOne(projection, sql, table, events, parked));
}

async function applyWhole(
  projection: Projection,
  sql: SqlExecutor,
  table: string,
  events: readonly StoredEvent[],
  parked: ParkedStreams,
): Promise<Applied> {
  const applied = parked.size === 0 ? events : events.filter((event) => !waits(event, parked));
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
  parked: ParkedStreams,
): Promise<Applied> {
  const applied: StoredEvent[] = [];
  const newlyParked = new Map<string, ParkedStream>();
  let count = counting(parked.values());
  for (const event of events) {
    if (waits(event, parked) || newlyParked.has(event.stream)) continue;
    await sql.query('savepoint event');
    try {
      await projection.apply([event], sql, table);
      await sql.query('release savepoint event');
      applied.push(event);
    } catch (error) {
      if (!isPoison(error)) throw error;
      await sql.query('rollback to savepoint event');
      const { stream, revision, position } = event;
      // An operator goes on without a stream, also when a rebuild cannot take an earlier event of it.
      const skipped = parked.get(stream)?.skipped === true;
      newlyParked.set(stream, { stream, revision, reason: failureText(error), ...(skipped ? { skipped } : {}) });
      if (!skipped && (count += 1) > MAX_PARKED_STREAMS)
        return { applied, newlyParked: [...newlyParked.values()], stoppedAt: position };
    }
  }
  return { applied, newlyParked: [...newlyParked.values()] };
}

/** The event's own fault: our code cannot take it, or PostgreSQL refuses its values. Any other error of the database is not. */
function isPoison(error: unknown): boolean {
  if (isUnavailability(error)) return false;
  return sqlStateOf(error) === undefined || isDataError(error);
}
