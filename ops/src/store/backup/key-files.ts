import { join } from 'node:path';
import { readSecret, type Settings } from '@sportello/service-kit/installation';
import { isThere } from '../../command-line/existing-file';
import { OperationFailed } from '../../command-line/operation';

export const MASTER_KEY_FILE = 'master.key';
/** What opens the keyring, and what codes are made with; the environment may give either instead. */
const KEY_FILES: readonly { readonly file: string; readonly given: 'masterKey' | 'codeSecret' }[] = [
  { file: MASTER_KEY_FILE, given: 'masterKey' },
  { file: 'code.key', given: 'codeSecret' },
];

/** Paths of those that are files. */
export async function keyFilesOf({ dataDir }: Pick<Settings, 'dataDir'>): Promise<readonly string[]> {
  const found = await Promise.all(
    KEY_FILES.map(async ({ file }) => {
      const path = join(dataDir, file);
      return (await readSecret(path)) === undefined ? [] : [path];
    }),
  );
  return found.flat();
}

/** A key of a backup that the data directory is to get. */
export interface MissingKey {
  readonly file: string;
  readonly secret: string;
}

/** Those of a backup that the installation lacks. @throws OperationFailed when it has another one already */
export async function missingKeys(keysFrom: string, settings: Settings): Promise<readonly MissingKey[]> {
  const missing: MissingKey[] = [];
  for (const { file, given } of KEY_FILES) {
    const secret = await readSecret(join(keysFrom, file));
    if (secret === undefined) continue;
    const here = settings[given]?.toString('base64') ?? (await readSecret(join(settings.dataDir, file)));
    if (here === undefined) missing.push({ file, secret });
    else if (here !== secret)
      throw new OperationFailed(
        'OTHER_KEY',
        `${file} of ${keysFrom} is another key than the one that ${settings.dataDir} has: what was sealed with it could not be read. Restore into a new data directory, or put that file in its place.`,
      );
  }
  return missing;
}

/** Whether the keyring of the installation can be opened: by the environment or by a file. */
export async function hasMasterKey({ dataDir, masterKey }: Pick<Settings, 'dataDir' | 'masterKey'>): Promise<boolean> {
  return masterKey !== undefined || (await readSecret(join(dataDir, MASTER_KEY_FILE))) !== undefined;
}

/** The lists of what was erased: those of reports, and of subscribers. */
export interface ErasureLists {
  readonly reports: string;
  readonly newsletter: string;
}

/** Where the services of this installation list it: where they run elsewhere, each in a folder of its own. */
export async function erasureListsOf({ dataDir }: Pick<Settings, 'dataDir'>): Promise<ErasureLists> {
  const inFolder = async (service: keyof ErasureLists, file: string): Promise<string> => {
    const folder = join(dataDir, 'services', service);
    return join((await isThere(folder)) ? folder : dataDir, file);
  };
  return {
    reports: await inFolder('reports', 'erasures.log'),
    newsletter: await inFolder('newsletter', 'newsletter-erasures.log'),
  };
}
