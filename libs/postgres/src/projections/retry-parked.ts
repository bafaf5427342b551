import { START, type EventStore, type Projection, type StoredEvent } from '@sportello/event-sourcing';
import type { Database } from '../database';
import { withPoisonApart } from './apply-events';
import { awaitState, goOnIfFewWait, park, readParked, unpark } from './bookkeeping';
import { tableOf } from './generations';

/**
 * Applies what waits in parked streams (one, or all), each stream whole: its rows are brought to the projection's position or left as they are.
 * A projection that had stopped goes on once few enough streams wait.
 * @returns how many streams are parked no more; `onAdvanced` sees their events after the commit
 */
export async function retryParked(
  database: Database,
  store: EventStore,
  projection: Projection,
  onAdvanced: (events: readonly StoredEvent[]) => void,
  stream?: string,
): Promise<number> {
  const parked = await readParked(database.worker, projection);
  const chosen = parked.filter((candidate) => stream === undefined || candidate.stream === stream);
  let freed = 0;
  for (const candidate of chosen) {
    const events = await retryOne(database, store, projection, candidate.stream);
    if (!events) continue;
    freed += 1;
    onAdvanced(events);
  }
  await database.asWorker((sql) => goOnIfFewWait(sql, projection));
  return freed;
}

/** @returns the events applied, or undefined when one of them still cannot be */
function retryOne(
  database: Database,
  store: EventStore,
  projection: Projection,
  stream: string,
): Promise<readonly StoredEvent[] | undefined> {
  return withPoisonApart(projection, (apply) =>
    database.asWorker(async (sql) => {
      const state = await awaitState(sql, projection);
      const parked = (await readParked(sql, projection)).find((candidate) => candidate.stream === stream);
      if (!parked) return undefined;
      const waiting = await store.readStream(stream, { from: parked.revision });
      const position = state.checkpoint?.position ?? START;
      const due = waiting.filter((event) => event.position <= position);
      await sql.query('savepoint whole');
      const { newlyParked } = await apply(sql, tableOf(projection, state.generation), due, new Map());
      if (newlyParked[0]) {
        await sql.query('rollback to savepoint whole');
        await park(sql, projection, [{ ...parked, reason: newlyParked[0].reason }]);
        return undefined;
      }
      await unpark(sql, projection, stream);
      return due;
    }),
  );
}
