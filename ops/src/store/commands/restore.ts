import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { masterKey, restoreMarker, type Settings } from '@sportello/service-kit/installation';
import { WrongUsage, type CommandRun } from '../../command-line/command-run';
import { existing, isThere } from '../../command-line/existing-file';
import { WELL, WRONG, type Verdict } from '../../command-line/exit-codes';
import { OperationFailed } from '../../command-line/operation';
import { onItsGround, ownSettings } from '../../reach/installation';
import { overSocket } from '../../reach/over-socket';
import { plain } from '../../terminal/plain';
import { erasureListsOf } from '../backup/key-files';
import { MANIFEST, type Manifest } from '../backup/manifest';
import { parseManifest } from '../backup/parse-manifest';
import { prepareDataDir, type KeysOfRestore } from '../backup/restored-data-dir';
import { assertKeysWhole } from '../backup/whole-files';
import { withStore } from '../command-context';
import { logUrlOf, withDatabases } from '../installation-log';
import { assertNobodyServes } from '../nobody-serves';
import { openStore } from '../open-store';
import { restore, type RestoreResult } from '../restore.command';
import { withProgress } from './with-progress';

export interface RestoreOptions {
  readonly from: string;
  readonly keysFrom?: string;
  readonly withoutKeys?: boolean;
  readonly yes?: boolean;
}

/** `restore --from <folder> [--keys-from <folder> | --without-keys] [--yes]` */
export async function restoreBackup(
  run: CommandRun,
  _args: readonly string[],
  { from, keysFrom, withoutKeys = false, yes = false }: RestoreOptions,
): Promise<Verdict> {
  if (keysFrom !== undefined && withoutKeys) throw new WrongUsage('--keys-from and --without-keys exclude each other');
  const manifest = await manifestIn(from);
  if (keysFrom !== undefined) await assertKeysWhole(await existing(keysFrom, 'folder'), manifest, run.signal);
  const settings = ownSettings();
  await assertStopped(settings.dataDir);
  const keys: KeysOfRestore = keysFrom === undefined ? { withoutKeys } : { keysFrom };
  await prepareDataDir(settings, manifest, keys);
  const result = await restored(run, settings, manifest, { from, yes, ...keys });
  await run.output.say({ ok: result.done, ...result }, () => forPeople(result, settings.dataDir));
  return result.done ? WELL : WRONG;
}

function restored(
  run: CommandRun,
  settings: Settings,
  { kind }: Manifest,
  given: KeysOfRestore & { readonly from: string; readonly yes: boolean },
): Promise<RestoreResult> {
  const environment = { DEMO: String(kind === 'demo') };
  return withDatabases(
    run,
    async ({ installation, databases }) => {
      // Before the log is opened: its connections are like those of a service.
      await assertNobodyServes(installation, databases.reports, run.signal);
      const own = {
        databases,
        logInDatabase: installation.eventStoreDbUrl === undefined,
        masterKey: await masterKey(settings),
        erasureLists: await erasureListsOf(settings),
        marker: restoreMarker(settings),
        now: new Date().toISOString(),
      };
      return withStore(openStore, logUrlOf(installation), (log) =>
        withProgress(run, (context) => restore({ ...given, ...own, log }, context)),
      );
    },
    (signal) => onItsGround(settings, { signal, environment }, 'restore'),
  );
}

/** @throws WrongUsage when the folder holds none */
async function manifestIn(folder: string): Promise<Manifest> {
  const path = join(await existing(folder, 'folder'), MANIFEST);
  if (!(await isThere(path)))
    throw new WrongUsage(`${folder} is no backup, or one that was cut off: it has no ${MANIFEST}`);
  return parseManifest(await readFile(path, 'utf8'));
}

/** @throws OperationFailed */
async function assertStopped(dataDir: string): Promise<void> {
  const product = await overSocket(dataDir);
  await product?.close();
  if (product)
    throw new OperationFailed(
      'RUNNING',
      `Sportello, or another command line, runs on ${dataDir}. Stop it first: a restore is for while nothing serves.`,
    );
}

function forPeople(result: RestoreResult, dataDir: string): string {
  if (!result.done) return `Nothing was changed. ${result.because}`;
  return [
    `${result.events.toLocaleString('en')} events and ${result.rows.toLocaleString('en')} rows are back in ${dataDir}.`,
    `Nothing was sent: ${result.suppressed.toLocaleString('en')} messages that were due are suppressed.`,
    ...result.explanations.map(plain),
    'Start Sportello.',
  ].join('\n');
}
