import { join } from 'node:path';
import { INSTALLATION_SUBJECT, type InstallationView } from '@sportello/contracts/words';
import { readSettings, type Settings } from '@sportello/service-kit/installation';
import { ask } from '../command-line/ask';
import { isThere } from '../command-line/existing-file';
import { overSocket } from './over-socket';
import { OwnProcess } from './own-process';
import { CannotReach } from './product';

/** The databases of the installation in the data directory, for as long as it is open. */
export interface Installation extends InstallationView {
  readonly settings: Settings;
  /** Whether the product runs on them meanwhile. */
  readonly running: boolean;
  close(): Promise<void>;
}

/** The tool's own settings: it sends nothing, so that what only mails need shall not keep an operator out. @throws SettingsError */
export function ownSettings(): Settings {
  return readSettings({ ...process.env, SMTP_URL: '' });
}

/**
 * Learns from the product that runs on the data directory where its databases are; when none runs, starts PostgreSQL and what else it stands on,
 * without any service. Whoever may open the data directory may do this, over no network. @throws CannotReach, SettingsError
 */
export async function reachInstallation(signal: AbortSignal): Promise<Installation> {
  const settings = ownSettings();
  const product = await overSocket(settings.dataDir);
  if (product) {
    try {
      const view = await ask<InstallationView>(product, INSTALLATION_SUBJECT, {}, { signal });
      return { ...view, settings, running: true, close: () => Promise.resolve() };
    } finally {
      await product.close();
    }
  }
  if (!(await isInstalled(settings)))
    throw new CannotReach(
      `There is no installation in ${settings.dataDir}. This command works on its databases: run it where its data directory is, and name that (DATA_DIR=<folder>).`,
    );
  return onItsGround(settings, { signal });
}

/** Starts the ground alone, for a restore also where there is nothing yet. @throws CannotReach */
export async function onItsGround(
  settings: Settings,
  options: { readonly signal: AbortSignal; readonly environment?: Readonly<Record<string, string>> },
  purpose?: 'restore',
): Promise<Installation> {
  const args = purpose === undefined ? [] : [purpose];
  const own = await OwnProcess.start<{ readonly installation: InstallationView }>('ground-main', { ...options, args });
  return { ...own.news.installation, settings, running: false, close: () => own.end() };
}

/** Whether the data directory is one. */
export function isInstalled({ dataDir }: Pick<Settings, 'dataDir'>): Promise<boolean> {
  return isThere(join(dataDir, 'kind'));
}
