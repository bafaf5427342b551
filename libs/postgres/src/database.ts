import { DataSource, type EntityManager, type MigrationInterface } from 'typeorm';
import type { Logger } from 'pino';
import { isMunicipalityId, type SqlExecutor } from '@sportello/event-sourcing';
import { toDatabaseError } from './errors';
import { lockKey, quoteLiteral } from './identifiers';
import { runMigrations } from './migrations';
import { onOwnConnection } from './own-connection';
import { connectionConfig, openPools, sessionOptions, CONNECT_TIMEOUT_MS, type Pools } from './pools';
import { refusePowerfulRoles } from './role-check';
import { rolesOf, type ServiceDatabaseUrls, type ServiceRoles } from './roles';
import { inTransaction, oneStatement, unprepared } from './transaction';

const PING_TIMEOUT_MS = 2_000;
const CLOSE_TIMEOUT_MS = 5_000;

export interface DatabaseOptions {
  /** Name of the service, for `application_name` and logs. */
  readonly service: string;
  /** The service's own schema; connections look for tables there only. */
  readonly schema: string;
  readonly urls: ServiceDatabaseUrls;
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** TypeORM entities for `entities()`. */
  readonly entities?: readonly (new () => object)[];
  /** Connections of the app role and of the worker role, each. Default 8. */
  readonly poolSize?: number;
  readonly logger: Logger;
}

/** One service's database: a pool per role, every call with a deadline. All methods throw `DatabaseUnavailable` when it cannot serve. */
export class Database {
  readonly schema: string;
  readonly roles: ServiceRoles;

  private constructor(
    private readonly options: DatabaseOptions,
    private readonly pools: Pools,
    private readonly orm: DataSource | undefined,
  ) {
    this.schema = options.schema;
    this.roles = rolesOf(options.urls);
  }

  /** Refuses roles that stand above row-level security, applies missing migrations, connects. */
  static async open(options: DatabaseOptions): Promise<Database> {
    try {
      await refusePowerfulRoles(options.urls);
      await runMigrations(options);
      const orm = await openEntities(options);
      const pools = openPools({ ...options, size: options.poolSize ?? 8 });
      return new Database(options, pools, orm);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  /** One transaction of the app role, which sees and writes rows of this municipality only. */
  asMunicipality<T>(municipalityId: string, work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    if (!isMunicipalityId(municipalityId)) return Promise.reject(new Error('Not the id of a municipality'));
    const begin = `begin; set local sportello.municipality = ${quoteLiteral(municipalityId)}`;
    return inTransaction(this.pools.app, begin, work);
  }

  /** One transaction of the worker role, which sees every municipality. */
  asWorker<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    return inTransaction(this.pools.worker, 'begin', work);
  }

  /**
   * As `asWorker`, but does not wait for the disk at commit: only for rows that are built from the log together with their checkpoint.
   * A crash of the server may then forget the last transactions, rows and checkpoint alike, and they are applied again.
   */
  asProjector<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    return inTransaction(this.pools.worker, 'begin; set local synchronous_commit = off', work);
  }

  /** Single statements of the worker role, each its own transaction: one round trip instead of three. */
  readonly worker: SqlExecutor = {
    query: (text, parameters, options) => oneStatement(this.pools.worker, text, parameters, options),
  };

  /** As `worker`, on connections of its own, for what a request waits for: a statement fails after four seconds. */
  readonly urgent: SqlExecutor = {
    query: (text, parameters, options) => oneStatement(this.pools.urgent, text, parameters, options),
  };

  /** One transaction of the owner: DDL. */
  asOwner<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    return inTransaction(this.pools.owner, 'begin', work);
  }

  /** One transaction over TypeORM's entities, of the app role, within this municipality. */
  async entities<T>(municipalityId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (!this.orm) throw new Error(`The database of ${this.options.service} was opened without entities`);
    if (!isMunicipalityId(municipalityId)) throw new Error('Not the id of a municipality');
    try {
      return await this.orm.transaction(async (manager) => {
        await manager.query(`set local sportello.municipality = ${quoteLiteral(municipalityId)}`);
        return work(manager);
      });
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  /** Runs `work` unless another process is inside for the same name; `busy` then. The lock ends with its connection. */
  async exclusively<T>(
    name: string,
    work: () => Promise<T>,
  ): Promise<{ readonly busy: true } | { readonly busy: false; readonly result: T }> {
    const lost = (error: Error): void =>
      this.options.logger.warn({ name, error: error.message }, 'The connection that holds a lock was lost');
    return onOwnConnection(connectionConfig('worker', this.options), lost, async (guard) => {
      const { rows } = await guard.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
        lockKey(`${this.schema} ${name}`),
      ]);
      if (rows[0]?.held !== true) return { busy: true };
      return { busy: false, result: await work() };
    });
  }

  /**
   * Statements of the worker role on a connection of their own, each its own transaction: however long `work` takes, it keeps no vacuum back. For
   * temporary tables, where the role may make them: they end with the connection, also when this process is killed.
   */
  asWorkerAlone<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    const lost = (error: Error): void =>
      this.options.logger.warn({ error: error.message }, 'A connection for one task was lost');
    return onOwnConnection(connectionConfig('worker', this.options), lost, (client) => work(unprepared(client)));
  }

  /** Answers within two seconds. @throws DatabaseUnavailable */
  async ping(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(Object.assign(new Error('No answer in time'), { code: 'ETIMEDOUT' })),
        PING_TIMEOUT_MS,
      );
    });
    try {
      await Promise.race([oneStatement(this.pools.app, 'select 1'), late]);
    } catch (error) {
      throw toDatabaseError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits at most five seconds for work in flight. */
  async close(): Promise<void> {
    const ended = Promise.all([
      this.pools.app.end(),
      this.pools.worker.end(),
      this.pools.owner.end(),
      this.pools.urgent.end(),
      this.orm?.destroy() ?? Promise.resolve(),
    ]);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), CLOSE_TIMEOUT_MS);
    });
    if ((await Promise.race([ended, late])) === 'late') {
      this.options.logger.warn({ service: this.options.service }, 'Database connections were still busy when closing');
    }
    clearTimeout(timer);
  }
}

async function openEntities(options: DatabaseOptions): Promise<DataSource | undefined> {
  if (!options.entities || options.entities.length === 0) return undefined;
  const source = new DataSource({
    type: 'postgres',
    url: options.urls.app,
    schema: options.schema,
    entities: [...options.entities],
    installExtensions: false,
    synchronize: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    applicationName: `sportello-${options.service}-entities`,
    poolSize: 4,
    poolErrorHandler: (error: Error) =>
      options.logger.warn({ error: error.message }, 'An idle database connection was lost'),
    extra: {
      statement_timeout: 5_000,
      query_timeout: 10_000,
      idle_in_transaction_session_timeout: 60_000,
      options: sessionOptions({ search_path: `"${options.schema}"` }),
    },
  });
  return source.initialize();
}
