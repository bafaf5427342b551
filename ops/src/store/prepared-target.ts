import { Client } from 'pg';
import { isInstalled, onItsGround, ownSettings } from '../reach/installation';
import { overSocket } from '../reach/over-socket';
import { CannotReach } from '../reach/product';

const DEADLINE_MS = 10_000;

/**
 * Sees that a PostgreSQL database can take a log: one that has no tables yet is prepared as a database of the installation in the data directory,
 * which can then be started on it. @throws CannotReach
 */
export async function preparedTarget(url: string, signal: AbortSignal): Promise<void> {
  if (await hasLog(url)) return;
  const settings = ownSettings();
  if (!(await isInstalled(settings)))
    throw new CannotReach(
      'The database that --to names has no place for a log. Name the data directory of the installation that shall use it (DATA_DIR=<folder>), so that it can be prepared.',
    );
  const running = await overSocket(settings.dataDir);
  await running?.close();
  if (running)
    throw new CannotReach(
      'The database that --to names has no place for a log. It is prepared only while Sportello does not run: stop it and copy again.',
    );
  const environment = { DATABASE_URL: url, EVENTSTOREDB_URL: '' };
  const ground = await onItsGround(settings, { signal, environment });
  await ground.close();
}

async function hasLog(url: string): Promise<boolean> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: DEADLINE_MS,
    query_timeout: DEADLINE_MS,
    application_name: 'sportello-ops',
  });
  // The query that is under way tells of it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('event_store.events') is not null as there`,
    );
    return rows[0]?.there === true;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotReach(`The database that --to names cannot be used: ${why}`, { cause: error });
  } finally {
    await client.end();
  }
}
