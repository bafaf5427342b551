import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { checkNode } from './node-version.mjs';

/** Brings a fresh clone to where the product can run: the right Node, the packages of the lockfile, the sources compiled. Tells it on `output`. */
export async function prepare({ dev = false, output = process.stdout } = {}) {
  checkNode();
  await ensureDependencies({ dev, output });
  await build();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepare();
