import { parseArgs } from 'node:util';
import { append } from './append.bench';
import { assignment } from './assignment.bench';
import { CannotMeasure } from './cannot-measure';
import { eventstoredb } from './eventstoredb.bench';
import { copy } from './copy.bench';
import { intake } from './intake.bench';
import { memory } from './memory.bench';
import { queue } from './queue.bench';
import { rebuild } from './rebuild.bench';
import { replay } from './replay.bench';
import { scale } from './scale.bench';
import { seals } from './seals.bench';
import { withSetting, type Setting } from './setting';
import { status } from './status.bench';
import { asTable, type BenchResult } from './table';

const BENCHES: Readonly<Record<string, (setting: Setting) => Promise<BenchResult>>> = {
  append,
  intake,
  replay,
  rebuild,
  status,
  scale,
  eventstoredb,
  copy,
  seals,
  memory,
  assignment,
  queue,
};

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '4' },
    },
  });
  const rounds = Number(values.rounds);
  const seconds = Number(values.seconds);
  const name = positionals[0];
  const asked = name === undefined ? Object.values(BENCHES) : [BENCHES[name]].filter((bench) => bench !== undefined);
  if (asked.length === 0 || !(rounds >= 1) || !(seconds > 0)) {
    process.stderr.write(
      `Usage: npm run bench [-- ${Object.keys(BENCHES).join('|')}] [--json] [--rounds 7] [--seconds 4]\n` +
        'Each peer runs beside ours in turn (A B B A ...); ratios are medians over the rounds.\n',
    );
    process.exitCode = 2;
    return;
  }
  const results: BenchResult[] = [];
  for (const bench of asked) {
    try {
      results.push(await withSetting({ rounds, seconds }, bench));
    } catch (error) {
      if (!(error instanceof CannotMeasure)) throw error;
      process.stderr.write(`${error.message}\n`);
      // Of all the benches, those that this machine can run are still worth a table.
      if (name === undefined) continue;
      process.exitCode = 1;
      return;
    }
  }
  const [only] = results;
  const object = name === undefined ? { results } : only;
  process.stdout.write(`${values.json ? JSON.stringify(object) : results.map(asTable).join('\n')}\n`);
}

void main();
