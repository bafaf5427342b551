import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { checkNode } from './node-version.mjs';

/** Brings a fresh clone to where the product can run: the right Node, the packages of the lockfile, the sources compiled. */
export async function prepare({ dev = false } = {}) {
  checkNode();
  await ensureDependencies({ dev });
  await build();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepare();
