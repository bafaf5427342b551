import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureSecret, readSecret, type Settings } from '@sportello/service-kit/installation';
import { isThere } from '../../command-line/existing-file';
import { OperationFailed } from '../../command-line/operation';
import { hasMasterKey, MASTER_KEY_FILE, missingKeys } from './key-files';
import type { Manifest } from './manifest';
import { NO_KEYS } from './no-keys';

export interface KeysOfRestore {
  /** The folder that `backup --keys-to` wrote. */
  readonly keysFrom?: string;
  /** It is known that nothing sealed can be read afterwards. */
  readonly withoutKeys?: boolean;
}

/**
 * Makes of a folder the data directory of what is restored: of the same kind, with its keys. One that is there already must fit, and is looked at
 * before anything is written. @throws OperationFailed when it does not fit
 */
export async function prepareDataDir(
  settings: Settings,
  { kind }: Pick<Manifest, 'kind'>,
  { keysFrom, withoutKeys = false }: KeysOfRestore,
): Promise<void> {
  await assertFits(settings, kind);
  const missing = keysFrom === undefined ? [] : await missingKeys(keysFrom, settings);
  const opened = missing.some(({ file }) => file === MASTER_KEY_FILE) || (await hasMasterKey(settings));
  if (!opened && !withoutKeys) throw noMasterKey(keysFrom);
  await mkdir(settings.dataDir, { recursive: true, mode: 0o700 });
  await ensureSecret(join(settings.dataDir, 'kind'), () => kind);
  for (const { file, secret } of missing) await ensureSecret(join(settings.dataDir, file), () => secret);
}

async function assertFits({ dataDir, keysDir, databaseUrl }: Settings, wanted: Manifest['kind']): Promise<void> {
  const kind = await readSecret(join(dataDir, 'kind'));
  if (kind === undefined || kind === '') return;
  if (kind !== wanted)
    throw new OperationFailed(
      'OTHER_KIND',
      `${dataDir} holds a ${kind} installation and the backup is of a ${wanted} one. Name another data directory: DATA_DIR=<folder>`,
    );
  const ours = join(dataDir, 'postgres.password');
  if (databaseUrl === undefined && (await isThere(keysDir)) && !(await isThere(ours)))
    throw new OperationFailed(
      'DATABASE_ELSEWHERE',
      `The installation in ${dataDir} keeps its data in a PostgreSQL of yours. Name it as you do for the product: DATABASE_URL=postgres://...`,
    );
}

/** A new one would be made, which opens nothing of the backup and would be in the way of the right one. */
function noMasterKey(keysFrom: string | undefined): OperationFailed {
  if (keysFrom === undefined) return new OperationFailed('NO_KEYS', NO_KEYS);
  return new OperationFailed(
    'NO_MASTER_KEY',
    `${keysFrom} holds no ${MASTER_KEY_FILE}: the installation had it in its environment. Give it as the product had it: MASTER_KEY=<key>. Nothing was changed.`,
  );
}
