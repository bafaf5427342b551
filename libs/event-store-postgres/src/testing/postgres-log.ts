import { randomBytes } from 'node:crypto';
import type { SqlExecutor } from '@sportello/event-sourcing';
import { Client, type QueryResultRow } from 'pg';
import { PostgresEventStore, type PostgresEventStoreOptions } from '../postgres-event-store';
import { createEventStore, grantEventStore } from '../schema';

/** The roles of the service that owns the log: it may not bypass anything, whichever it is. */
const ROLES = ['owner', 'app', 'worker'] as const;
type RoleUrls = Readonly<Record<(typeof ROLES)[number], string>>;

/** A database of its own on the test server, with roles as in the product, for the logs of one test file. */
export interface LogDatabase {
  readonly adminUrl: string;
  readonly urls: RoleUrls;
  /** Name of the worker role. */
  readonly worker: string;
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
  const server = process.env['SPORTELLO_TEST_POSTGRES'];
  if (!server)
    throw new Error('SPORTELLO_TEST_POSTGRES is not set: run these tests as the integration project of Jest');
  const name = `log_test_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  const urlOf = (role: string): string => {
    const url = Object.assign(new URL(server), { pathname: `/${name}` });
    return (role === '' ? url : Object.assign(url, { username: `${name}_${role}`, password })).toString();
  };
  await run(server, [
    `create database ${name}`,
    ...ROLES.map((role) => `create role ${name}_${role} login password '${password}'`),
  ]);
  const adminUrl = urlOf('');
  const urls = { owner: urlOf('owner'), app: urlOf('app'), worker: urlOf('worker') };
  return {
    adminUrl,
    urls,
    worker: `${name}_worker`,
    drop: () =>
      run(server, [`drop database ${name} with (force)`, ...ROLES.map((role) => `drop role ${name}_${role}`)]),
    newLog: async () => {
      const schema = `log_${randomBytes(6).toString('hex')}`;
      await run(adminUrl, [
        `create schema ${schema} authorization ${name}_owner`,
        `grant usage on schema ${schema} to ${name}_app`,
      ]);
      await withClient(urls.owner, async (sql) => {
        await createEventStore(sql, schema);
        await grantEventStore(sql, schema, `${name}_worker`);
      });
      return openLog(schema, urls.worker);
    },
  };
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  await withClient(url, async (sql) => {
    for (const statement of statements) await sql.query(statement);
  });
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

function openLog(schema: string, url: string): PostgresLog {
  const opened: { close(): Promise<void> }[] = [];
  return {
    schema,
    open: async (options = {}) => {
      const store = await PostgresEventStore.open({ url, schema, onError: () => undefined, ...options });
      opened.push(store);
      return store;
    },
    connection: async () => {
      const client = new Client({ connectionString: url });
      await client.connect();
      opened.push({ close: () => client.end() });
      return client;
    },
    close: async () => {
      await Promise.all(opened.map((each) => each.close()));
    },
  };
}
