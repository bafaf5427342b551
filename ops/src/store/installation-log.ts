import type { InstallationView } from '@sportello/contracts/words';
import type { EventStore } from '@sportello/event-sourcing';
import { Database, type DatabaseService } from '@sportello/postgres';
import { createLogger } from '@sportello/service-kit';
import type { CommandRun } from '../command-line/command-run';
import { reachInstallation, type Installation } from '../reach/installation';
import { openStore } from './open-store';
import type { Databases } from './backup.command';
import { withStore } from './command-context';

/** What a command on the databases of this installation works with. */
export interface OpenDatabases {
  readonly installation: Installation;
  readonly databases: Databases;
}
export interface OpenInstallation extends OpenDatabases {
  readonly log: EventStore;
}

/** Where the installation keeps its log. */
export function logUrlOf({ eventStoreDbUrl, databases }: InstallationView): string {
  return eventStoreDbUrl ?? databases.reports.worker;
}

type Reach = (signal: AbortSignal) => Promise<Installation>;

/** Reaches this installation, opens its databases and its log, and closes everything whatever happens. */
export function withInstallation<T>(
  run: Pick<CommandRun, 'signal'>,
  work: (open: OpenInstallation) => Promise<T>,
): Promise<T> {
  return withDatabases(run, (open) =>
    withStore(openStore, logUrlOf(open.installation), (log) => work({ ...open, log })),
  );
}

/** The same without its log. */
export async function withDatabases<T>(
  { signal }: Pick<CommandRun, 'signal'>,
  work: (open: OpenDatabases) => Promise<T>,
  reach: Reach = reachInstallation,
): Promise<T> {
  const installation = await reach(signal);
  const opened: (() => Promise<void>)[] = [() => installation.close()];
  try {
    return await work({ installation, databases: await openDatabases(installation, opened) });
  } finally {
    for (const close of opened.reverse()) await close();
  }
}

async function openDatabases(
  { databases: urls }: InstallationView,
  opened: (() => Promise<void>)[],
): Promise<Databases> {
  // What fails is told by the command itself.
  const logger = createLogger({ service: 'ops', level: 'silent' });
  const open = async (schema: DatabaseService): Promise<Database> => {
    const options = { service: 'ops', schema, urls: urls[schema], migrations: [], poolSize: 2, logger };
    const database = await Database.open(options);
    opened.push(() => database.close());
    return database;
  };
  return {
    reports: await open('reports'),
    notifications: await open('notifications'),
    newsletter: await open('newsletter'),
    gateway: await open('gateway'),
  };
}
