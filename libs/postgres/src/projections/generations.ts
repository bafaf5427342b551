import { viewOf, type Projection, type SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from '../database';
import { lockKey, quoteIdentifier } from '../identifiers';
import { protectTable } from '../protect-table';
import { insertState, readState, type ProjectionId } from './bookkeeping';

/** The generation that `verify` builds and drops again. */
export const SCRATCH_GENERATION = 0;

/** `<name>_v<version>_g<generation>`: a plain identifier, found in the service's schema. */
export function tableOf(projection: ProjectionId, generation: number): string {
  return `${viewOf(projection)}_g${generation}`;
}

/** Creates the first generation, its view and its row, when the projection is new. Safe while other replicas do the same. */
export async function ensureProjection(database: Database, projection: Projection): Promise<void> {
  await database.asOwner(async (sql) => {
    await sql.query('select pg_advisory_xact_lock($1)', [lockKey(`${database.schema} ${viewOf(projection)}`)]);
    if (await readState(sql, projection)) return;
    await createTable(sql, database, projection, 1);
    await projection.createIndexes?.(sql, tableOf(projection, 1));
    await pointView(sql, database, projection, 1);
    await insertState(sql, projection, 1);
  });
}

/** Without the indexes of queries: see `indexGeneration`. */
export function createGeneration(database: Database, projection: Projection, generation: number): Promise<void> {
  return database.asOwner((sql) => createTable(sql, database, projection, generation));
}

/** Creates the indexes of a generation that is filled and not yet in use. */
export function indexGeneration(database: Database, projection: Projection, generation: number): Promise<void> {
  return database.asOwner(async (sql) => projection.createIndexes?.(sql, tableOf(projection, generation)));
}

/** Makes the view show this generation. Runs as the owner, in the transaction that holds the checkpoint. */
export async function pointView(
  sql: SqlExecutor,
  { schema, roles }: Database,
  projection: ProjectionId,
  generation: number,
): Promise<void> {
  const view = `${quoteIdentifier(schema)}.${quoteIdentifier(viewOf(projection))}`;
  const table = `${quoteIdentifier(schema)}.${quoteIdentifier(tableOf(projection, generation))}`;
  // As the invoker: else the view would read with the owner's rights and row-level security would not look at the reader.
  await sql.query(`create or replace view ${view} with (security_invoker = true) as select * from ${table}`);
  await sql.query(`grant select on ${view} to ${quoteIdentifier(roles.app)}, ${quoteIdentifier(roles.worker)}`);
}

/** Drops every generation but the one in use: old ones, scratch tables, and what a killed rebuild left. Nobody may be rebuilding. */
export async function dropOtherGenerations(database: Database, projection: ProjectionId): Promise<void> {
  await database.asOwner(async (sql) => {
    // Whoever still reads such a table goes first, and the next one to be read is not held up by it.
    await sql.query(`set local lock_timeout = '2s'`);
    const state = await readState(sql, projection);
    if (!state) return;
    const { rows } = await sql.query<{ table: string }>(
      `select tablename as table from pg_tables
       where schemaname = $1 and starts_with(tablename, $2) and substr(tablename, length($2) + 1) ~ '^[0-9]+$' and tablename <> $3`,
      [database.schema, `${viewOf(projection)}_g`, tableOf(projection, state.generation)],
    );
    for (const { table } of rows) {
      await sql.query(`drop table ${quoteIdentifier(database.schema)}.${quoteIdentifier(table)}`);
    }
  });
}

async function createTable(
  sql: SqlExecutor,
  { schema, roles }: Database,
  projection: Projection,
  generation: number,
): Promise<void> {
  const table = tableOf(projection, generation);
  await projection.init(sql, table);
  await protectTable(sql, { schema, table, app: 'select', worker: 'select, insert, update, delete', roles });
  // The swap of a rebuild applies the tail and replaces the view in one transaction, which only the owner can do.
  const owner = quoteIdentifier(roles.owner);
  await sql.query(
    `create policy of_rebuild on ${quoteIdentifier(schema)}.${quoteIdentifier(table)} to ${owner} using (true) with check (true)`,
  );
}
