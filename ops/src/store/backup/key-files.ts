import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSecret, type Settings } from '@sportello/service-kit';
import { isThere } from '../../command-line/existing-file';
import { OperationFailed } from '../../command-line/operation';

/** What opens the keyring, and what codes are made with; the environment may give either instead. */
const KEY_FILES: readonly { readonly file: string; readonly given: 'masterKey' | 'codeSecret' }[] = [
  { file: 'master.key', given: 'masterKey' },
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

/** Puts those of a backup into the data directory. @throws OperationFailed, having put nothing there, when it has another key already */
export async function putKeyFiles(keysFrom: string, settings: Settings): Promise<void> {
  const missing: string[] = [];
  for (const { file, given } of KEY_FILES) {
    const kept = await readSecret(join(keysFrom, file));
    if (kept === undefined) continue;
    const here = settings[given]?.toString('base64') ?? (await readSecret(join(settings.dataDir, file)));
    if (here === undefined) missing.push(file);
    else if (here !== kept)
      throw new OperationFailed(
        'OTHER_KEY',
        `${file} of ${keysFrom} is another key than the one that ${settings.dataDir} has: what was sealed with it could not be read. Restore into a new data directory, or put that file in its place.`,
      );
  }
  for (const file of missing)
    await copyFile(join(keysFrom, file), join(settings.dataDir, file), constants.COPYFILE_EXCL);
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
