import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureSecret, masterKey, restoreMarker, type Settings } from '@sportello/service-kit';
import { Option, type Command } from 'commander';
import { WrongUsage, type CommandRun } from '../../command-line/command-run';
import { addCommand } from '../../command-line/define-command';
import { existing, isThere } from '../../command-line/existing-file';
import { WELL, WRONG } from '../../command-line/exit-codes';
import { OperationFailed } from '../../command-line/operation';
import { onItsGround, ownSettings } from '../../reach/installation';
import { overSocket } from '../../reach/over-socket';
import { plain } from '../../terminal/plain';
import { erasureListsOf, putKeyFiles } from '../backup/key-files';
import { MANIFEST, parseManifest, type Manifest } from '../backup/manifest';
import { withStore } from '../command-context';
import { logUrlOf, withDatabases } from '../installation-log';
import { assertNobodyServes } from '../nobody-serves';
import { openStore } from '../open-store';
import { restore, type RestoreResult } from '../restore.command';
import { withProgress } from './with-progress';

interface RestoreOptions {
  readonly from: string;
  readonly keysFrom?: string;
  readonly yes?: true;
}

/** `restore --from <folder> [--keys-from <folder>] [--yes]` */
export function restoreCommand(program: Command): void {
  addCommand<RestoreOptions>(program, {
    usage: 'restore',
    summary: 'puts a backup into DATA_DIR’s installation, which is made when there is none; Sportello must be stopped',
    examples: [
      'sportello restore --from /backup/2026-03-02 --keys-from /vault/2026-03-02',
      'DATA_DIR=/srv/sportello sportello restore --from /backup/2026-03-02 --yes',
    ],
    options: [
      new Option('--from <folder>', 'that `backup --to` wrote').makeOptionMandatory(),
      new Option('--keys-from <folder>', 'that `backup --keys-to` wrote'),
      new Option('--yes', 'throw away the reports and subscribers that are there already'),
    ],
    async run(run, _args, { from, keysFrom, yes = false }) {
      const manifest = await manifestIn(from);
      if (keysFrom !== undefined) await existing(keysFrom, 'folder');
      const settings = ownSettings();
      await assertStopped(settings.dataDir);
      await prepareDataDir(settings, manifest);
      if (keysFrom !== undefined) await putKeyFiles(keysFrom, settings);
      const result = await restored(run, settings, manifest, {
        from,
        yes,
        ...(keysFrom === undefined ? {} : { keysFrom }),
      });
      await run.output.say({ ok: result.done, ...result }, () => forPeople(result, settings.dataDir));
      return result.done ? WELL : WRONG;
    },
  });
}

function restored(
  run: CommandRun,
  settings: Settings,
  { kind }: Manifest,
  given: { readonly from: string; readonly keysFrom?: string; readonly yes: boolean },
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

/** @throws OperationFailed when it is of the other kind, or keeps its data where nobody named */
async function prepareDataDir({ dataDir, keysDir, databaseUrl }: Settings, manifest: Manifest): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const { secret: kind, made } = await ensureSecret(join(dataDir, 'kind'), () => manifest.kind);
  if (kind !== manifest.kind)
    throw new OperationFailed(
      'OTHER_KIND',
      `${dataDir} holds a ${kind} installation and the backup is of a ${manifest.kind} one. Name another data directory: DATA_DIR=<folder>`,
    );
  const ours = join(dataDir, 'postgres.password');
  if (!made && databaseUrl === undefined && (await isThere(keysDir)) && !(await isThere(ours)))
    throw new OperationFailed(
      'DATABASE_ELSEWHERE',
      `The installation in ${dataDir} keeps its data in a PostgreSQL of yours. Name it as you do for the product: DATABASE_URL=postgres://...`,
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
