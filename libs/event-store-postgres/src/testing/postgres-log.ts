import { randomBytes } from 'node:crypto';
import type { SqlExecutor } from '@sportello/event-sourcing';
import { provisionDatabase, type ServiceDatabaseUrls } from '@sportello/postgres';
import { freshDatabaseUrl } from '@sportello/postgres/testing';
import { Client, type QueryResultRow } from 'pg';
import { PostgresEventStore, type PostgresEventStoreOptions } from '../postgres-event-store';
import { createEventStore, grantEventStore } from '../schema';

/** A database with the roles of the product, for the logs of one test file. */
export interface LogDatabase {
  readonly adminUrl: string;
  readonly urls: ServiceDatabaseUrls;
  /** Makes a new and empty log. */
  newLog(): Promise<PostgresLog>;
  drop(): Promise<void>;
}

export interface PostgresLog {
  readonly schema: string;
  /** Another store on this log, such as another process would have. */
  open(options?: Partial<PostgresEventStoreOptions>): Promise<PostgresEventStore>;
  /** A bare connection of the worker role, closed with the log. */
  connection(): Promise<Client>;
  /** Closes every store and connection that was opened here. */
  close(): Promise<void>;
}

export async function logDatabase(): Promise<LogDatabase> {
  const { adminUrl, drop } = await freshDatabaseUrl();
  const urls = (await provisionDatabase(adminUrl, randomBytes(32))).reports;
  return {
    adminUrl,
    urls,
    drop,
    newLog: async () => {
      const schema = `log_${randomBytes(6).toString('hex')}`;
      await withClient(adminUrl, (sql) =>
        sql.query(`create schema ${schema} authorization "${new URL(urls.owner).username}"`),
      );
      await withClient(urls.owner, async (sql) => {
        await createEventStore(sql, schema);
        await grantEventStore(sql, schema, decodeURIComponent(new URL(urls.worker).username));
      });
      return openLog(schema, urls);
    },
  };
}

/** Runs statements on a connection of their own. */
export async function withClient<T>(url: string, work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work({
      query: async <Row extends object>(text: string, parameters: readonly unknown[] = []) => {
        const { rows, rowCount } = await client.query<Row & QueryResultRow>(text, [...parameters]);
        return { rows, rowCount: rowCount ?? 0 };
      },
    });
  } finally {
    await client.end();
  }
}

function openLog(schema: string, urls: ServiceDatabaseUrls): PostgresLog {
  const opened: { close(): Promise<void> }[] = [];
  return {
    schema,
    open: async (options = {}) => {
      const store = await PostgresEventStore.open({ url: urls.worker, schema, onError: () => undefined, ...options });
      opened.push(store);
      return store;
    },
    connection: async () => {
      const client = new Client({ connectionString: urls.worker });
      await client.connect();
      opened.push({ close: () => client.end() });
      return client;
    },
    close: async () => {
      await Promise.all(opened.map((each) => each.close()));
    },
  };
}
