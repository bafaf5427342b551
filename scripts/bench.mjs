import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { npm, root, run } from './run.mjs';

const bench = join(root, 'bench');

/** The peers have packages of their own, which the product never sees. */
async function ensurePeers() {
  const lock = readFileSync(join(bench, 'package-lock.json'), 'utf8');
  const stamp = join(bench, 'node_modules', '.sportello-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing what Sportello is measured against ...');
  const code = await npm(['ci', '--prefix', bench], { quiet: true });
  if (code !== 0) process.exit(code);
  writeFileSync(stamp, lock);
}

await prepare({ dev: true });
await ensurePeers();
const swc = join(root, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
const built = await run(
  process.execPath,
  [swc, 'libs', 'services', 'ops/src/store', 'bench/src', 'bench/peers', '-d', 'bench/dist', '--delete-dir-on-start'],
  {
    quiet: true,
  },
);
if (built !== 0) process.exit(built);
process.exitCode = await run(process.execPath, [
  join(bench, 'dist', 'bench', 'src', 'main.js'),
  ...process.argv.slice(2),
]);
