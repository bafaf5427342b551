import { hkdfSync } from 'node:crypto';
import type { ServiceName } from '@sportello/contracts';
import { ActorKeys } from '@sportello/messaging';
import {
  lockDataDir,
  provisionDatabase,
  startPostgresServer,
  type DataDirLock,
  type ServiceDatabaseUrls,
} from '@sportello/postgres';
import {
  masterKey,
  MunicipalityFolder,
  newsletterKeyOf,
  watchMunicipalities,
  type Municipalities,
  type Settings,
  type Shutdown,
} from '@sportello/service-kit';
import type { Logger } from 'pino';
import { ensureCredentials, ensureKeys, type Credentials } from './credentials';
import { claimDataDirectory } from './data-directory';
import { assertPortFree } from './free-port';
import { assertNoUnfinishedRestore } from './unfinished-restore';

/** What every topology stands on: a data directory of our own, keys, passwords, and a database with a place for each service. */
export interface Ground {
  /** With the passwords that were generated. */
  readonly settings: Settings;
  readonly municipalities: Municipalities;
  readonly credentials: Credentials;
  readonly databaseUrls: Readonly<Record<ServiceName, ServiceDatabaseUrls>>;
  /** How PostgreSQL is there, for people. */
  readonly database: DatabaseMode;
}

export type DatabaseMode =
  | { readonly kind: 'given'; readonly where: string }
  | {
      readonly kind: 'started' | 'adopted';
      readonly where: string;
      readonly account?: string;
      readonly outside: boolean;
    };

/**
 * @param purpose `restoring`: also while a restore is not finished @throws CannotStart, MunicipalityFileError, DataDirInUse, and what PostgreSQL
 * has to say
 */
export async function prepareGround(
  settings: Settings,
  logger: Logger,
  shutdown: Pick<Shutdown, 'push'>,
  purpose: 'serving' | 'restoring' = 'serving',
): Promise<Ground> {
  const folder = await MunicipalityFolder.open(settings.municipalitiesDir);
  await assertPortFree(settings.host, settings.port);
  await claimDataDirectory(settings);
  const lock = await lockDataDir(settings.dataDir);
  shutdown.push('lock of the data directory', () => lock.release());
  if (purpose === 'serving') await assertNoUnfinishedRestore(settings);
  await ensureKeys(settings);
  await ActorKeys.ensure(settings.keysDir);
  const credentials = await ensureCredentials(settings);

  const { adminUrl, mode } = await openDatabase(settings, lock, logger, shutdown);
  const key = await masterKey(settings);
  const databaseUrls = await provisionDatabase(adminUrl, secretOfRoles(key));
  const watch = watchMunicipalities(folder, logger);
  shutdown.push('watch over the municipalities', () => watch.close());
  return {
    settings: { ...settings, newsletterKey: newsletterKeyOf(key), ...passwordsOf(credentials) },
    municipalities: folder.municipalities,
    credentials,
    databaseUrls,
    database: mode,
  };
}

async function openDatabase(
  { databaseUrl, dataDir }: Settings,
  lock: DataDirLock,
  logger: Logger,
  shutdown: Pick<Shutdown, 'push'>,
): Promise<{ readonly adminUrl: string; readonly mode: DatabaseMode }> {
  if (databaseUrl !== undefined) {
    const { hostname, port, pathname } = new URL(databaseUrl);
    return { adminUrl: databaseUrl, mode: { kind: 'given', where: `${hostname}:${port || '5432'}${pathname}` } };
  }
  const server = await startPostgresServer({ dataDir, lock, logger });
  shutdown.push('PostgreSQL', () => server.stop());
  const { data, account, outsideDataDir } = server.location;
  const mode = {
    kind: server.mode,
    where: data,
    outside: outsideDataDir,
    ...(account === undefined ? {} : { account }),
  };
  return { adminUrl: server.adminUrl, mode };
}

/** Passwords of the database roles follow from the master key: nothing more to keep, the same at every start. */
function secretOfRoles(key: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', 'sportello database roles', 32));
}

function passwordsOf({ adminPassword, demoPassword }: Credentials): Pick<Settings, 'adminPassword' | 'demoPassword'> {
  return { adminPassword, ...(demoPassword === undefined ? {} : { demoPassword }) };
}
