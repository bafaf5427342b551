import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, run } from './run.mjs';

const SOURCES = ['libs', 'services', 'embedded', 'ops'];
const NOT_BUILT = ['**/*.spec.ts', '**/*.int-spec.ts', '**/testing/**', '**/tsconfig.json', '**/project.json'];

/** Compiles the sources into `dist/`, beside first and then swapped, when they are not those of the last build. */
export async function build() {
  const digest = digestOfSources();
  const stamp = join(root, 'dist', '.sources');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  const beside = `dist.${process.pid}`;
  const swc = join(root, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const code = await run(
    process.execPath,
    [swc, ...SOURCES, '-d', beside, '--copy-files', '--ignore', NOT_BUILT.join(',')],
    { quiet: true },
  );
  if (code !== 0) {
    rmSync(join(root, beside), { recursive: true, force: true });
    console.error('The build did not succeed; what the compiler said is above.');
    process.exit(code);
  }
  writeFileSync(join(root, beside, '.sources'), digest);
  const before = `${beside}.before`;
  if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), join(root, before));
  renameSync(join(root, beside), join(root, 'dist'));
  rmSync(join(root, before), { recursive: true, force: true });
}

function digestOfSources() {
  const digest = createHash('sha256');
  const read = (file) =>
    digest
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  ['.swcrc', 'package-lock.json'].map((name) => join(root, name)).forEach(read);
  SOURCES.flatMap((folder) => filesBelow(join(root, folder))).forEach(read);
  return digest.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name === 'node_modules') return [];
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}
