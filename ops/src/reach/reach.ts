import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettings, type Settings } from '@sportello/service-kit/installation';
import { overSocket } from './over-socket';
import { inMaintenance } from './in-maintenance';
import { CannotReach, type Product } from './product';

/**
 * Finds the product: the one that runs on the data directory, over its socket; else the one that NATS_URL leads to; else starts the one of
 * the data directory without its door. @throws CannotReach, SettingsError
 */
export async function reach(signal: AbortSignal): Promise<Product> {
  const settings = readSettings({ ...process.env, SMTP_URL: '' });
  const running = await overSocket(settings.dataDir);
  if (running) return running;
  if (settings.natsUrl !== undefined) {
    const { overNats } = await import('./over-nats.js');
    return overNats(settings.natsUrl, settings.keysDir);
  }
  await assertInstalled(settings);
  return inMaintenance(settings.dataDir, signal);
}

async function assertInstalled({ dataDir }: Settings): Promise<void> {
  try {
    await access(join(dataDir, 'kind'));
  } catch (error) {
    throw new CannotReach(
      `There is no installation in ${dataDir}. Name its data directory (DATA_DIR=<folder>), or the NATS server of one that runs elsewhere (NATS_URL and KEYS_DIR).`,
      { cause: error },
    );
  }
}
