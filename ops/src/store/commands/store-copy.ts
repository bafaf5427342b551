import { WrongUsage, type CommandRun } from '../../command-line/command-run';
import { WELL, type Verdict } from '../../command-line/exit-codes';
import { isInstalled, ownSettings } from '../../reach/installation';
import { storeCopy, type StoreCopyArguments, type StoreCopyResult } from '../copy.command';
import { withDatabases } from '../installation-log';
import { kindOf, openStore } from '../open-store';
import { preparedTarget } from '../prepared-target';
import { copyForPeople, readersOf, type Readers } from './copied-readers';
import { withProgress } from './with-progress';

interface Ends {
  readonly from?: string;
  readonly to?: string;
}

export interface CopyOptions extends Ends {
  readonly yes?: boolean;
}

/** `store copy --from <url> --to <url> [--yes]` */
export async function copyStore(
  run: CommandRun,
  _args: readonly string[],
  { from, to, yes = false }: CopyOptions,
): Promise<Verdict> {
  for (const url of [from, to]) if (url !== undefined) kindOf(url);
  const ends = await knownEnds({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  if (ends.to !== undefined && kindOf(ends.to) === 'postgres') await preparedTarget(ends.to, run.signal);
  const { copied, readers } = await copy(run, ends, yes);
  await run.output.say({ ok: true, ...copied, readers }, () => copyForPeople(copied, readers));
  return WELL;
}

/** A URL that is the one of this installation's own database counts as left out. @throws WrongUsage */
async function knownEnds(ends: Ends): Promise<Ends> {
  const settings = ownSettings();
  const own = (await isInstalled(settings)) ? settings.databaseUrl : undefined;
  const left = Object.entries(ends).filter(([, url]) => own === undefined || placeOf(String(url)) !== placeOf(own));
  if (left.length === 0)
    throw new WrongUsage('A log is copied from one store into another: name the other one with --from or --to');
  if (ends.from === ends.to) throw new WrongUsage('--from and --to name the same store');
  return Object.fromEntries(left);
}

function placeOf(url: string): string {
  if (kindOf(url) !== 'postgres') return url;
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}`;
}

async function copy(
  run: CommandRun,
  { from, to }: Ends,
  yes: boolean,
): Promise<{ readonly copied: StoreCopyResult; readonly readers: Readers }> {
  const copying = (ends: StoreCopyArguments): Promise<StoreCopyResult> =>
    withProgress(run, (context) => storeCopy(ends, openStore, context));
  if (from !== undefined && to !== undefined) return { copied: await copying({ from, to }), readers: 'elsewhere' };
  return withDatabases(run, async ({ installation, databases: { reports, notifications } }) => {
    const own = installation.databases.reports.worker;
    const ends = { from: from ?? own, to: to ?? own };
    const readers = readersOf({ running: installation.running, yes });
    const moving = readers === 'moved' ? { consumers: [reports, notifications], seals: reports } : {};
    return { copied: await copying({ ...ends, ...moving }), readers };
  });
}
