import { START, type EventStore, type Projection, type SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from '../database';
import { quoteIdentifier } from '../identifiers';
import { whole, withPoisonApart } from './apply-events';
import { readSkipped, readState } from './bookkeeping';
import { createGeneration, dropOtherGenerations, SCRATCH_GENERATION, tableOf } from './generations';
import type { ProjectionVerification } from './projection-status';
import { NewGeneration, type RebuildOptions } from './rebuild';

/** Differences that are listed; one is enough to know. */
const MAX_DIFFERENCES = 50;

interface Difference {
  readonly key: readonly unknown[];
  readonly inUse: Readonly<Record<string, unknown>> | null;
  readonly rebuilt: Readonly<Record<string, unknown>> | null;
}

/**
 * Builds the rows again from the log in a scratch table and compares them, row by row, with those in use at the same position.
 * The projection goes on meanwhile: the comparison looks at one snapshot. Nobody may be rebuilding.
 */
export async function verify(
  database: Database,
  store: EventStore,
  projection: Projection,
  pageSize: number,
  options: RebuildOptions,
): Promise<ProjectionVerification> {
  await dropOtherGenerations(database, projection);
  await createGeneration(database, projection, SCRATCH_GENERATION);
  try {
    const scratch = new NewGeneration(
      database,
      store,
      projection,
      tableOf(projection, SCRATCH_GENERATION),
      await readSkipped(database.worker, projection),
      pageSize,
      options,
    );
    const reached = (await readState(database.worker, projection))?.checkpoint?.position ?? START;
    await scratch.fill({ upTo: reached, restingTo: reached });
    return await withPoisonApart(projection, (apply) =>
      // As the owner: no other connection may take as long as comparing many rows does.
      database.asOwner(async (sql) => {
        // One snapshot from here on: what the projection commits meanwhile is not seen.
        await sql.query('set transaction isolation level repeatable read');
        const state = await readState(sql, projection);
        if (!state) throw new Error(`Projection ${projection.name} has no row`);
        const parked = new Map(scratch.parked);
        for await (const page of scratch.tail(state.checkpoint?.position ?? START)) {
          const { newlyParked } = whole(await apply(sql, scratch.table, page.events, parked));
          for (const each of newlyParked) parked.set(each.stream, each);
        }
        return compare(sql, tableOf(projection, state.generation), scratch.table, projection.localColumns);
      }),
    );
  } finally {
    await dropOtherGenerations(database, projection);
  }
}

async function compare(
  sql: SqlExecutor,
  inUse: string,
  rebuilt: string,
  local: readonly string[] = [],
): Promise<ProjectionVerification> {
  const key = (await primaryKey(sql, inUse)).map(quoteIdentifier);
  const [{ rows: counted }, { rows: found }] = await Promise.all([
    sql.query<{ n: string }>(`select count(*) as n from ${quoteIdentifier(inUse)}`),
    sql.query<Difference>(
      `select jsonb_build_array(${key.join(', ')}) as key, to_jsonb(a) - $1::text[] as "inUse", to_jsonb(b) - $1::text[] as rebuilt
       from ${quoteIdentifier(inUse)} a full join ${quoteIdentifier(rebuilt)} b using (${key.join(', ')})
       where to_jsonb(a) - $1::text[] is distinct from to_jsonb(b) - $1::text[]
       order by ${key.join(', ')} limit ${MAX_DIFFERENCES}`,
      [local],
    ),
  ]);
  return { equal: found.length === 0, rows: Number(counted[0]?.n ?? 0), differences: found.map(describe) };
}

async function primaryKey(sql: SqlExecutor, table: string): Promise<readonly string[]> {
  const { rows } = await sql.query<{ column: string }>(
    `select a.attname as column from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
     where i.indrelid = $1::regclass and i.indisprimary order by array_position(i.indkey, a.attnum)`,
    [quoteIdentifier(table)],
  );
  if (rows.length === 0) throw new Error(`Table ${table} has no primary key to compare by`);
  return rows.map(({ column }) => column);
}

function describe({ key, inUse, rebuilt }: Difference): string {
  const row = key.join('/');
  if (!inUse) return `${row}: missing`;
  if (!rebuilt) return `${row}: not in the log`;
  const columns = Object.keys(rebuilt).filter(
    (column) => JSON.stringify(inUse[column]) !== JSON.stringify(rebuilt[column]),
  );
  return `${row}: ${columns.join(', ')}`;
}
