import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readSecret, readSettings, type Settings } from '@sportello/service-kit';
import { CannotStart } from '../ground/cannot-start';

/**
 * Settings of the installation in the data directory as its last start left it: a demonstration stays one without being told so, and
 * nothing is ever made that was not there. @throws SettingsError, CannotStart when there is no installation, or its database is elsewhere
 */
export async function recordedSettings(variables: NodeJS.ProcessEnv = process.env): Promise<Settings> {
  const { dataDir, databaseUrl } = readSettings({ ...variables, DEMO: variables['DEMO'] || 'false', SMTP_URL: '' });
  const kind = await readSecret(join(dataDir, 'kind'));
  if (kind === undefined)
    throw new CannotStart(`There is no installation in ${dataDir}. Name its data directory: DATA_DIR=<folder>`);
  if (databaseUrl === undefined && !(await isThere(join(dataDir, 'postgres.password')))) {
    throw new CannotStart(
      `The installation in ${dataDir} keeps its data in a PostgreSQL of yours. Name it as you do for the product: DATABASE_URL=postgres://...`,
    );
  }
  return toStandOn((quiet) => readSettings({ ...quiet, DEMO: String(kind === 'demo') }), variables);
}

/** Settings for a process that has no door and sends nothing. */
export function toStandOn(
  read: (variables: NodeJS.ProcessEnv) => Settings,
  variables: NodeJS.ProcessEnv = process.env,
): Settings {
  // Nothing is sent and nobody listens on a port: what only those need shall not keep an operator out.
  const settings = read({ ...variables, SMTP_URL: '', PORT: '0', HOST: '127.0.0.1' });
  // No account is made here, so that none of these is ever used; without them new ones would be made and kept.
  return { ...settings, adminPassword: '', demoPassword: '' };
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    // Absent or out of reach: without it the database cannot be opened either way.
    return false;
  }
}
