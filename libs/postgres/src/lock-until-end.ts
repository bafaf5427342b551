import type { SqlExecutor } from '@sportello/event-sourcing';

/** Of all transactions that name the same, one at a time goes on from here; the lock ends with the transaction. */
export async function lockUntilEnd(sql: SqlExecutor, name: string): Promise<void> {
  await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}
