import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { quoteIdentifier } from '../identifiers';
import { serviceRoles } from '../provision';
import { DATABASE_SERVICES } from '../roles';

export interface FreshDatabase {
  /** Superuser URL of the new, empty database. */
  readonly adminUrl: string;
  /** Removes the database and the roles provisioned for it, also while connections are open. */
  drop(): Promise<void>;
}

/** An empty database of its own on the test server (`SPORTELLO_TEST_POSTGRES`, set by the global set-up when absent). */
export async function freshDatabaseUrl(): Promise<FreshDatabase> {
  const server = process.env['SPORTELLO_TEST_POSTGRES'];
  if (!server) throw new Error('SPORTELLO_TEST_POSTGRES is not set: run integration tests through Jest’s projects');
  const name = `sportello_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, [`create database ${quoteIdentifier(name)}`]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const roles = DATABASE_SERVICES.map((service) => serviceRoles(name, service)).flatMap(({ owner, app, worker }) => [
    owner,
    app,
    worker,
  ]);
  return {
    adminUrl: url.toString(),
    drop: () =>
      onServer(server, [
        `drop database if exists ${quoteIdentifier(name)} with (force)`,
        ...roles.map((role) => `drop role if exists ${quoteIdentifier(role)}`),
      ]),
  };
}

async function onServer(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 60_000 });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
