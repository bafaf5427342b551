import { START, type Checkpoint, type EventStore } from '@sportello/event-sourcing';
import type { Database } from './database';
import { quoteIdentifier } from './identifiers';
import { CHECKPOINT_FIELDS, checkpointOf, checkpointValues, type CheckpointRow } from './stored-checkpoint';

/** What became of one checkpoint when its log moved. */
export interface TranslatedCheckpoint {
  readonly schema: string;
  readonly name: string;
  /** `ahead`: its last event is not in the new log; it was left as it was, and its reader will hold. */
  readonly outcome: 'translated' | 'unchanged' | 'ahead';
  readonly lastEvent?: NonNullable<Checkpoint['lastEvent']>;
}

const TABLES = ['checkpoints', 'projections'] as const;

/**
 * Rewrites the checkpoints of a service for a log that was copied or restored: each stands where its last event stands now. Its reader must not
 * run meanwhile. Repeating it is harmless.
 */
export async function translateCheckpoints(
  database: Pick<Database, 'asWorker' | 'schema'>,
  log: EventStore,
): Promise<readonly TranslatedCheckpoint[]> {
  const logId = await log.logId();
  const translated: TranslatedCheckpoint[] = [];
  for (const name of TABLES) {
    const table = `${quoteIdentifier(database.schema)}.${name}`;
    await database.asWorker(async (sql) => {
      const { rows: found } = await sql.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
        table,
      ]);
      if (found[0]?.there !== true) return;
      const { rows } = await sql.query<CheckpointRow & { readonly row: string; readonly name: string }>(
        `select ctid::text as row, name, ${CHECKPOINT_FIELDS} from ${table} order by name for update`,
      );
      for (const row of rows) {
        const checkpoint = checkpointOf(row);
        if (!checkpoint) continue;
        const next = await onLog(log, logId, checkpoint);
        const outcome = !next ? 'ahead' : isSame(next, checkpoint) ? 'unchanged' : 'translated';
        translated.push({ schema: database.schema, name: row.name, outcome, ...lastEventOf(checkpoint) });
        if (!next || outcome === 'unchanged') continue;
        await sql.query(
          `update ${table} set log_id = $2, position = $3, last_stream = $4, last_revision = $5, last_event_id = $6 where ctid = $1::tid`,
          [row.row, ...checkpointValues(next)],
        );
      }
    });
  }
  return translated;
}

/** The same place in another log; undefined when what was read last is not there. */
async function onLog(log: EventStore, logId: string, checkpoint: Checkpoint): Promise<Checkpoint | undefined> {
  const { lastEvent } = checkpoint;
  // Whoever has not met an event yet begins again, and meets none until there is one.
  if (!lastEvent) return { logId, position: checkpoint.logId === logId ? checkpoint.position : START };
  const [event] = await log.readStream(lastEvent.stream, { from: lastEvent.revision, limit: 1 });
  if (event?.revision !== lastEvent.revision || event.eventId !== lastEvent.eventId) return undefined;
  const further = checkpoint.logId === logId && checkpoint.position > event.position;
  if (further && (await log.readAll(checkpoint.position, 1)).beyondEnd !== true) return checkpoint;
  return { logId, position: event.position, lastEvent };
}

function isSame(one: Checkpoint, other: Checkpoint): boolean {
  return one.logId === other.logId && one.position === other.position;
}

function lastEventOf({ lastEvent }: Checkpoint): Pick<TranslatedCheckpoint, 'lastEvent'> {
  return lastEvent ? { lastEvent } : {};
}
