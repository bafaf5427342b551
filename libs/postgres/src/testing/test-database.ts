import { randomBytes } from 'node:crypto';
import { pino, type Logger } from 'pino';
import { Database, type DatabaseOptions } from '../database';
import { provisionDatabase } from '../provision';
import type { DatabaseService, ServiceDatabaseUrls } from '../roles';
import { freshDatabaseUrl } from './fresh-database';

export interface TestDatabase {
  readonly database: Database;
  readonly urls: ServiceDatabaseUrls;
  /** Superuser URL of the same database. */
  readonly adminUrl: string;
  /** Opens the same database once more, as another replica would; the caller closes it. */
  reopen(options?: Partial<Pick<DatabaseOptions, 'poolSize' | 'urls'>>): Promise<Database>;
  drop(): Promise<void>;
}

/** A fresh, provisioned and migrated database of one service, as its owner, app and worker roles see it. */
export async function testDatabase(
  service: DatabaseService,
  options: Partial<Pick<DatabaseOptions, 'migrations' | 'entities' | 'poolSize' | 'logger'>> = {},
): Promise<TestDatabase> {
  const { adminUrl, drop } = await freshDatabaseUrl();
  const urls = (await provisionDatabase(adminUrl, randomBytes(32)))[service];
  const reopen: TestDatabase['reopen'] = (more) =>
    Database.open({ migrations: [], logger: silentLogger(), ...options, service, schema: service, urls, ...more });
  const database = await reopen();
  return {
    database,
    urls,
    adminUrl,
    reopen,
    async drop() {
      await database.close();
      await drop();
    },
  };
}

/** A logger that says nothing. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
