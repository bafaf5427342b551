import { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { DatabaseOptions } from './database';
import { lockKey } from './identifiers';
import { connectionConfig, sessionOptions, CONNECT_TIMEOUT_MS } from './pools';
import { rolesOf } from './roles';

/** Milliseconds; a replica that starts while another migrates waits at most this long. */
const MIGRATION_TIMEOUT_MS = 600_000;

/** Runs what is missing, as the owner, one process at a time. */
export async function runMigrations(options: DatabaseOptions): Promise<void> {
  if (options.migrations.length === 0) return;
  const guard = new Client({
    ...connectionConfig('owner', options),
    lock_timeout: MIGRATION_TIMEOUT_MS,
    query_timeout: MIGRATION_TIMEOUT_MS,
  });
  // The lock is of the session: were it lost, the statements of the migration would fail or end by themselves.
  guard.on('error', (error) =>
    options.logger.warn({ error: error.message }, 'The connection that guards migrations was lost'),
  );
  await guard.connect();
  try {
    await guard.query('select pg_advisory_lock($1)', [lockKey(`sportello migrations ${options.schema}`)]);
    await migrate(options);
  } finally {
    await guard.end();
  }
}

async function migrate(options: DatabaseOptions): Promise<void> {
  const roles = rolesOf(options.urls);
  const source = new DataSource({
    type: 'postgres',
    url: options.urls.owner,
    schema: options.schema,
    migrations: [...options.migrations],
    migrationsTableName: 'migrations',
    installExtensions: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    applicationName: `sportello-${options.service}-migrations`,
    poolSize: 2,
    extra: {
      statement_timeout: MIGRATION_TIMEOUT_MS,
      options: sessionOptions({
        search_path: `"${options.schema}"`,
        'sportello.schema': options.schema,
        'sportello.app_role': roles.app,
        'sportello.worker_role': roles.worker,
      }),
    },
  });
  await source.initialize();
  try {
    const ran = await source.runMigrations({ transaction: 'each' });
    if (ran.length > 0) options.logger.info({ migrations: ran.map(({ name }) => name) }, 'Migrations applied');
  } finally {
    await source.destroy();
  }
}
