import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceDatabaseUrls } from '@sportello/postgres';
import { ArmProcess } from './arm-process';
import { productEnvironment, startProduct } from './product';
import { fillWithLives, LIFE, planAll } from './report-lives';
import type { Setting } from './setting';
import type { BenchResult, Figure } from './table';

const FEW_EVENTS = 100_000;
const MANY_EVENTS = 5_000_000;
/** A log that is so much longer may cost this much more memory: the garbage collector has more time to be lazy in. */
const FLAT = 1.25;
/** Readers that take their time beside a running product. */
const UNHURRIED = ['sealing', 'report-feed'];
/** All events of the log were recorded, and all reports submitted, then. */
const WINDOW = ['--from', '2026-01-01T00:00:00Z', '--to', '2026-12-31T00:00:00Z'];

interface Command {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it says when there is nothing to be done, which ends it with 1. */
  readonly nothing?: RegExp;
}

/** Every command of the operators that reads the whole log, on a long log and on a short one: the most memory that its Node processes had. */
export async function memory(setting: Setting): Promise<BenchResult> {
  const few = await peaksWith(setting, FEW_EVENTS);
  const many = await peaksWith(setting, MANY_EVENTS);
  const figures = [...many].flatMap(([name, mib]): Figure[] => [
    {
      name: `${name}: peak at 5M events, by that at 100k`,
      value: mib / (few.get(name) ?? NaN),
      unit: 'x',
      atMost: FLAT,
    },
    { name: `${name}: peak at 5M events`, value: mib, unit: 'MiB' },
  ]);
  return { bench: 'memory: the commands of the operators on a long log', comparisons: [], figures };
}

async function peaksWith(setting: Setting, events: number): Promise<ReadonlyMap<string, number>> {
  const product = await startProduct(setting);
  await fillWithLives(product.adminUrl, events / LIFE.length);
  await product.settled(UNHURRIED);
  const { databases } = await product.installation();
  await product.stop();
  await sealAll(setting, databases.reports);
  await planAll(product.adminUrl);

  const peaks = new Map<string, number>();
  for (const command of await commandsOn(setting)) {
    process.stderr.write(`\u001b[K  ${events} events: ${command.name}\r`);
    const began = performance.now();
    const mib = await peakOf(setting, { ...product.environment, ...command.env }, command);
    peaks.set(command.name, mib);
    // A line each, for it takes hours: what was seen is not lost with the rest.
    const seconds = Math.round((performance.now() - began) / 1000);
    process.stderr.write(`\u001b[K  ${events} events: ${command.name}: ${Math.round(mib)} MiB in ${seconds} s\n`);
  }
  return peaks;
}

/** The same readers, or their rows, at the speed of a log that nobody appends to: theirs would take a day. */
async function sealAll(setting: Setting, urls: ServiceDatabaseUrls): Promise<void> {
  const env = { DATABASE_URLS: JSON.stringify(urls) };
  const { arm } = await ArmProcess.start<object, object>(setting.arm('seal-log'), env);
  setting.atEnd(() => arm.stop());
  await arm.ask({}, 7_200_000);
  arm.stop();
}

async function commandsOn(setting: Setting): Promise<readonly Command[]> {
  const backup = join(await mkdtemp(join(setting.folder, 'backup-')), 'log');
  const keys = `${backup}-keys`;
  const other = await setting.database('other');
  const restored = productEnvironment(setting, await setting.database('restored'));
  return [
    { name: 'events tail', args: ['events', 'tail', '--no-follow'] },
    { name: 'notifications replay', args: ['notifications', 'replay', ...WINDOW] },
    { name: 'projection rebuild', args: ['projection', 'rebuild', 'status_page'] },
    { name: 'projection verify', args: ['projection', 'verify', 'status_page'] },
    { name: 'erase <contact>', args: ['erase', 'nobody@example.org'], nothing: /"found":0,/ },
    {
      name: 'municipality try-routing',
      args: ['municipality', 'try-routing', await draftedRouting(setting), ...WINDOW],
    },
    { name: 'store verify', args: ['store', 'verify'] },
    { name: 'store verify --seals', args: ['store', 'verify', '--seals'] },
    { name: 'store copy', args: ['store', 'copy', '--to', other] },
    { name: 'store verify --against', args: ['store', 'verify', '--against', other] },
    { name: 'backup', args: ['backup', '--to', backup, '--keys-to', keys] },
    { name: 'restore', args: ['restore', '--from', backup, '--keys-from', keys, '--yes'], env: restored },
  ];
}

/** A file under whose rules every report would have had another priority: each is handed over. */
async function draftedRouting(setting: Setting): Promise<string> {
  const served = join(process.cwd(), 'deploy', 'municipalities', 'borgo-esempio.yaml');
  const rule = '\nrouting:\n  - id: all-holes\n    when: { categories: [potholes] }\n    then: { priority: high }\n';
  const draft = join(setting.folder, 'draft.yaml');
  await writeFile(draft, `${await readFile(served, 'utf8')}${rule}`);
  return draft;
}

/** The largest of the command's own process and of those it started, MiB. @throws Error when the command does not end well */
async function peakOf(
  setting: Setting,
  env: Readonly<Record<string, string>>,
  { name, args, nothing }: Command,
): Promise<number> {
  const peaks = join(setting.folder, 'peaks');
  await writeFile(peaks, '');
  const child = spawn(process.execPath, [join(process.cwd(), 'dist', 'ops', 'src', 'main.js'), ...args, '--json'], {
    env: { ...process.env, ...env, PEAKS_FILE: peaks, NODE_OPTIONS: `--require ${setting.arm('note-peak-memory')}` },
    stdio: ['ignore', nothing ? 'pipe' : 'ignore', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr])
    output?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2_000)));
  const [code] = (await once(child, 'close')) as [number | null];
  const well = code === 0 || (code === 1 && nothing?.test(said) === true);
  if (!well) throw new Error(`${name} ended with code ${code}: ${said}`);
  return Math.max(...(await readFile(peaks, 'utf8')).trim().split('\n').map(Number)) / 1024;
}
