import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, type Environment } from './command-line';

const line = (email: string): string =>
  JSON.stringify({ email, consentedAt: '2024-05-10T09:30:00+02:00', source: 'modulo in biblioteca' });
const BROKEN = line('nessuna chiocciola');
const LIST = [line('lettrice@example.org'), BROKEN, line('lettore@example.org')];

/** What the commands said, last line each, when a list was tried, imported, imported again, and once more after one of its people was forgotten. */
export async function subscriberImports(environment: Environment): Promise<Readonly<Record<string, unknown>>> {
  const folder = await mkdtemp(join(tmpdir(), 'sportello-subscribers-'));
  const [list, rejects] = [join(folder, 'list.jsonl'), join(folder, 'rejects.jsonl')];
  const run = async (...args: readonly string[]): Promise<unknown> => {
    const { code, err, ...said } = await launch(environment, [...args, '--json']).end();
    return { code, err, ...said.json().at(-1) };
  };
  try {
    await writeFile(list, LIST.join('\n'));
    return {
      tried: await run('import', 'subscribers', list),
      imported: await run('import', 'subscribers', list, '--rejects', rejects, '--yes'),
      rejects: await readFile(rejects, 'utf8'),
      again: await run('import', 'subscribers', list, '--yes'),
      erased: await run('erase', 'Lettrice@example.org', '--yes'),
      afterwards: await run('import', 'subscribers', list, '--yes'),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const counted = {
  code: 1,
  err: '',
  ok: false,
  dryRun: false,
  lines: 3,
  imported: 0,
  continued: 0,
  unchanged: 0,
  unsubscribed: 0,
  refused: 1,
};

/** What they must have said, in every topology. */
export const SUBSCRIBERS_IMPORTED = {
  tried: { ...counted, dryRun: true, imported: 2 },
  imported: { ...counted, imported: 2 },
  rejects: `${BROKEN}\n`,
  again: { ...counted, unchanged: 2 },
  erased: {
    code: 0,
    err: '',
    ok: true,
    found: 1,
    erased: 1,
    wouldErase: 0,
    reports: [],
    subscriptions: [{ municipalityId: 'borgo-esempio', erased: false }],
    follows: [],
  },
  afterwards: { ...counted, unchanged: 1, unsubscribed: 1 },
};
