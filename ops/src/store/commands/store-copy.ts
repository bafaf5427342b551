import { WrongUsage, type CommandRun } from '../../command-line/command-run';
import { WELL, type Verdict } from '../../command-line/exit-codes';
import { isInstalled, ownSettings } from '../../reach/installation';
import { storeCopy, type StoreCopyArguments, type StoreCopyResult } from '../copy.command';
import { withDatabases } from '../installation-log';
import { kindOf, openStore } from '../open-store';
import { preparedTarget } from '../prepared-target';
import { withProgress } from './with-progress';

export interface Ends {
  readonly from?: string;
  readonly to?: string;
}

/** `store copy --from <url> --to <url>` */
export async function copyStore(run: CommandRun, _args: readonly string[], { from, to }: Ends): Promise<Verdict> {
  for (const url of [from, to]) if (url !== undefined) kindOf(url);
  const ends = await knownEnds({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  if (ends.to !== undefined && kindOf(ends.to) === 'postgres') await preparedTarget(ends.to, run.signal);
  const { copied, readers } = await copy(run, ends);
  await run.output.say({ ok: true, ...copied, readers }, () => forPeople(copied, readers));
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

type Readers = 'moved' | 'not-moved-while-running' | 'elsewhere';

async function copy(
  run: CommandRun,
  { from, to }: Ends,
): Promise<{ readonly copied: StoreCopyResult; readonly readers: Readers }> {
  const copying = (ends: StoreCopyArguments): Promise<StoreCopyResult> =>
    withProgress(run, (context) => storeCopy(ends, openStore, context));
  if (from !== undefined && to !== undefined) return { copied: await copying({ from, to }), readers: 'elsewhere' };
  return withDatabases(run, async ({ installation, databases: { reports, notifications } }) => {
    const own = installation.databases.reports.worker;
    const ends = { from: from ?? own, to: to ?? own };
    if (installation.running) return { copied: await copying(ends), readers: 'not-moved-while-running' };
    return {
      copied: await copying({ ...ends, consumers: [reports, notifications], seals: reports }),
      readers: 'moved',
    };
  });
}

function forPeople({ copied, alreadyThere, checkpoints }: StoreCopyResult, readers: Readers): string {
  const what = `${copied.toLocaleString('en')} events copied, ${alreadyThere.toLocaleString('en')} were there already.`;
  switch (readers) {
    case 'moved': {
      const ahead = checkpoints.filter(({ outcome }) => outcome === 'ahead');
      return [
        what,
        'The readers of this installation stand on the new store from now on: start Sportello with EVENTSTOREDB_URL naming it, or without EVENTSTOREDB_URL when it is PostgreSQL. To stay where you were, copy the other way round.',
        ...ahead.map(
          ({ schema, name }) => `${name} of ${schema} knows events that the new store does not hold, and will hold.`,
        ),
      ].join('\n');
    }
    case 'not-moved-while-running':
      return `${what}\nSportello runs and writes on: stop it and copy once more, then its readers move along.`;
    case 'elsewhere':
      return `${what}\nNeither store is the one of this installation: no readers were moved.`;
    default:
      return readers satisfies never;
  }
}
