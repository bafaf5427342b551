import { Pool, type PoolConfig } from 'pg';
import type { Logger } from 'pino';
import type { ServiceDatabaseUrls } from './roles';

/** Milliseconds. The app's is the deadline of a request on the bus; the worker's allows a full page of a projection. */
const STATEMENT_TIMEOUT = { app: 5_000, worker: 30_000, owner: 600_000, urgent: 3_000 } as const;
/** How much longer the driver waits, for a server that does not answer at all: the server's own deadline comes first. */
const SILENCE = { app: 5_000, worker: 5_000, owner: 5_000, urgent: 1_000 } as const;
export const CONNECT_TIMEOUT_MS = 5_000;
/** Its callers gather their questions into one statement of each kind at a time. */
const URGENT_CONNECTIONS = 3;

export interface Pools {
  readonly app: Pool;
  readonly worker: Pool;
  readonly owner: Pool;
  /** Of the worker role: single statements that a request waits for, over before the request's own five seconds are. */
  readonly urgent: Pool;
}
export type PoolName = keyof Pools;

export interface PoolOptions {
  readonly service: string;
  readonly schema: string;
  readonly urls: ServiceDatabaseUrls;
  readonly size: number;
  readonly logger: Logger;
}

/** One bounded pool per role, and one for what is urgent. Every connection looks for tables in the service's schema only. */
export function openPools({ size, logger, ...options }: PoolOptions): Pools {
  const pool = (role: PoolName, max: number): Pool => {
    const created = new Pool({ ...connectionConfig(role, options), max, idleTimeoutMillis: 30_000, pipeline: true });
    // Without a listener the loss of an idle connection would end the process; the pool replaces it.
    // `end` resolves before the sockets are closed: what a server that stops then says is no loss.
    created.on('error', (error) => {
      if (created.ending) return;
      logger.warn({ role, code: 'code' in error ? error.code : undefined }, 'An idle database connection was lost');
    });
    // Lost while in use: whoever uses it has the error from the query.
    created.on('connect', (client) => client.on('error', () => undefined));
    return created;
  };
  return {
    app: pool('app', size),
    worker: pool('worker', size),
    owner: pool('owner', 2),
    urgent: pool('urgent', URGENT_CONNECTIONS),
  };
}

/** How a connection of this pool is made, also outside of it. */
export function connectionConfig(
  role: PoolName,
  { service, schema, urls }: Pick<PoolOptions, 'service' | 'schema' | 'urls'>,
): PoolConfig {
  const timeout = STATEMENT_TIMEOUT[role];
  return {
    connectionString: urls[role === 'urgent' ? 'worker' : role],
    application_name: `sportello-${service}-${role}`,
    options: sessionOptions({ search_path: `"${schema}"` }),
    connectionTimeoutMillis: Math.min(CONNECT_TIMEOUT_MS, timeout),
    statement_timeout: timeout,
    query_timeout: timeout + SILENCE[role],
    idle_in_transaction_session_timeout: 60_000,
    lock_timeout: Math.min(timeout, 10_000),
    keepAlive: true,
  };
}

/** The `options` start-up parameter: settings of the session. */
export function sessionOptions(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`)
    .join(' ');
}
