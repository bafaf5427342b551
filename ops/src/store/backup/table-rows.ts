import type { SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from '@sportello/postgres';
import { nameOf, type PrimaryTable } from './manifest';

const ROWS = 500;

/** Rows as PostgreSQL writes them as JSON, which every version of it reads back. As the transaction of `sql` sees them, a few in memory at a time. */
export async function* rowsOf(sql: SqlExecutor, table: PrimaryTable): AsyncGenerator<string, void, undefined> {
  await sql.query(`declare backup_rows no scroll cursor for select to_jsonb(t)::text as row from ${nameOf(table)} t`);
  for (;;) {
    const { rows } = await sql.query<{ row: string }>(`fetch ${ROWS} from backup_rows`);
    for (const { row } of rows) yield row;
    if (rows.length < ROWS) break;
  }
  await sql.query('close backup_rows');
}

/** Makes a transaction see all tables as they were at one moment. Its first statement. */
export async function asOfOneMoment(sql: SqlExecutor): Promise<void> {
  await sql.query('set transaction isolation level repeatable read, read only');
}

/** Puts rows back; what is there already stays. A reader's checkpoint is the exception: the one of the backup counts. */
export async function insertRows(sql: SqlExecutor, table: PrimaryTable, rows: readonly string[]): Promise<void> {
  if (rows.length === 0) return;
  const conflict =
    table.table === 'checkpoints'
      ? `(name) do update set log_id = excluded.log_id, position = excluded.position, last_stream = excluded.last_stream,
           last_revision = excluded.last_revision, last_event_id = excluded.last_event_id`
      : 'do nothing';
  await sql.query(
    `insert into ${nameOf(table)} select * from jsonb_populate_recordset(null::${nameOf(table)}, $1::jsonb) on conflict ${conflict}`,
    [`[${rows.join(',')}]`],
  );
}

/** The tables in the schemas of these services, as `schema.table`. */
export async function tablesIn(
  database: Pick<Database, 'worker'>,
  schemas: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await database.worker.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname = any($1) order by 1`,
    [schemas],
  );
  return rows.map(({ name }) => name);
}
