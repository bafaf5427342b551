import type { SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from '@sportello/postgres';
import { nameOf, type PrimaryTable } from './manifest';

/** Rows are read and written so many at a time, and fewer where they are long: one row of the seals names a thousand events. */
const ROWS = 500;
const CHARACTERS = 250_000;
/** Until it is known how long they are. */
const FIRST_ROWS = 5;

/** Rows as PostgreSQL writes them as JSON, which every version of it reads back. As the transaction of `sql` sees them, a portion in memory at a time. */
export async function* rowsOf(
  sql: SqlExecutor,
  table: PrimaryTable,
): AsyncGenerator<readonly string[], void, undefined> {
  await sql.query(`declare backup_rows no scroll cursor for select to_jsonb(t)::text as row from ${nameOf(table)} t`);
  for (let [asked, more] = [FIRST_ROWS, true]; more;) {
    const { rows } = await sql.query<{ row: string }>(`fetch ${asked} from backup_rows`);
    yield rows.map(({ row }) => row);
    more = rows.length === asked;
    const characters = rows.reduce((sum, { row }) => sum + row.length, 0);
    asked = Math.max(1, Math.min(ROWS, Math.floor((CHARACTERS * rows.length) / characters)));
  }
  await sql.query('close backup_rows');
}

/** The same portions of rows that come one by one. */
export async function* portionsOf(rows: AsyncIterable<string>): AsyncGenerator<readonly string[], void, undefined> {
  let portion: string[] = [];
  let characters = 0;
  for await (const row of rows) {
    portion.push(row);
    characters += row.length;
    if (portion.length < ROWS && characters < CHARACTERS) continue;
    yield portion;
    portion = [];
    characters = 0;
  }
  if (portion.length > 0) yield portion;
}

/** Makes a transaction see all tables as they were at one moment. Its first statement. */
export async function asOfOneMoment(sql: SqlExecutor): Promise<void> {
  await sql.query('set transaction isolation level repeatable read, read only');
}

/** Puts rows back; what is there already stays. A reader's checkpoint is the exception: the one of the backup counts. */
export async function insertRows(sql: SqlExecutor, table: PrimaryTable, rows: readonly string[]): Promise<void> {
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
