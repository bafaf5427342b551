import type { ClientBase, Pool, PoolClient } from 'pg';
import type { SqlExecutor, SqlResult } from '@sportello/event-sourcing';
import { DatabaseUnavailable, isUnavailability, toDatabaseError } from './errors';

/** Callers that may wait for a connection of one pool; more are refused at once, so that an overload cannot grow in memory. */
const MAX_WAITING = 1000;

/**
 * Runs `work` in one transaction. `begin` is sent together with the first statement of `work` (the connection is pipelined),
 * so that a transaction of one statement costs two round trips.
 */
export async function inTransaction<T>(pool: Pool, begin: string, work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
  return withClient(pool, async (client) => {
    let open = true;
    const sql = executor(client, () => open);
    const began = client.query(begin);
    // Awaited below; until then `work` may fail first, and a rejection must not count as unhandled.
    began.catch(() => undefined);
    try {
      const result = await work(sql);
      await began;
      open = false;
      const commit = await client.query('commit');
      if (commit.command !== 'COMMIT')
        throw new Error('A statement of the transaction had failed, so it was rolled back');
      return result;
    } catch (error) {
      open = false;
      if (!isUnavailability(error)) await client.query('rollback');
      throw error;
    }
  });
}

/** Runs one statement, which is its own transaction: one round trip. */
export function oneStatement<Row extends object>(
  pool: Pool,
  text: string,
  parameters: readonly unknown[] = [],
  options: { readonly name?: string } = {},
): Promise<SqlResult<Row>> {
  return withClient(pool, (client) => run<Row>(client, text, parameters, options));
}

/** Single statements on one connection. None is prepared: a plan that was made while a temporary table was empty would be kept. */
export function unprepared(client: ClientBase): SqlExecutor {
  return {
    async query<Row extends object>(text: string, parameters: readonly unknown[] = []) {
      try {
        return await run<Row>(client, text, parameters, {});
      } catch (error) {
        throw toDatabaseError(error);
      }
    },
  };
}

async function withClient<T>(pool: Pool, use: (client: PoolClient) => Promise<T>): Promise<T> {
  if (pool.waitingCount >= MAX_WAITING)
    throw new DatabaseUnavailable('Too many callers wait for a database connection');
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw toDatabaseError(error);
  }
  let broken = false;
  try {
    return await use(client);
  } catch (error) {
    broken = isUnavailability(error);
    throw toDatabaseError(error);
  } finally {
    // A connection whose state is unknown is not used again.
    client.release(broken);
  }
}

function executor(client: PoolClient, isOpen: () => boolean): SqlExecutor {
  return {
    async query<Row extends object>(
      text: string,
      parameters: readonly unknown[] = [],
      options: { readonly name?: string } = {},
    ) {
      if (!isOpen()) throw new Error('The transaction of this executor has ended');
      try {
        return await run<Row>(client, text, parameters, options);
      } catch (error) {
        throw toDatabaseError(error);
      }
    },
  };
}

async function run<Row extends object>(
  client: ClientBase,
  text: string,
  parameters: readonly unknown[],
  { name }: { readonly name?: string },
): Promise<SqlResult<Row>> {
  const result = await client.query<Row>({ text, values: [...parameters], ...(name === undefined ? {} : { name }) });
  return { rows: result.rows, rowCount: result.rowCount ?? 0 };
}
