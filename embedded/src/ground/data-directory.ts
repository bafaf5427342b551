import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureSecret, type Settings } from '@sportello/service-kit';
import { CannotStart } from './cannot-start';

/**
 * Makes the data directory when it is missing and gives it its kind, demo or live, once and for ever.
 * @throws CannotStart when it cannot be written, or is of the other kind
 */
export async function claimDataDirectory({ dataDir, demo }: Pick<Settings, 'dataDir' | 'demo'>): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CannotStart(
      `The data directory ${dataDir} cannot be written (${reason}). Name another one: DATA_DIR=<folder> npm start`,
    );
  }
  const wanted = demo ? 'demo' : 'live';
  const { secret: kind } = await ensureSecret(join(dataDir, 'kind'), () => wanted);
  if (kind === wanted) return;
  if (kind === 'demo') {
    throw new CannotStart(
      `The data directory ${dataDir} holds a demonstration, and a demonstration never becomes a live installation: its accounts and keys are not safe.\n` +
        'Name a new one for the live installation (DATA_DIR=<folder> npm start), or go on with the demonstration (DEMO=true npm start).',
    );
  }
  throw new CannotStart(
    `The data directory ${dataDir} holds a live installation; a demonstration would show its mails and open accounts that everybody knows.\n` +
      'Name another one for the demonstration (DATA_DIR=<folder> DEMO=true npm start), or start the live one (DEMO=false npm start).',
  );
}
