import { join } from 'node:path';
import { ensureDependencies } from './dependencies.mjs';
import { checkNode } from './node-version.mjs';
import { root, run } from './run.mjs';

const TOOLS = {
  eslint: ['eslint', 'bin/eslint.js'],
  prettier: ['prettier', 'bin/prettier.cjs'],
  tsc: ['typescript', 'bin/tsc'],
};

// `node scripts/tool.mjs <tool> ...`: runs a development tool, installing the development packages first when they are missing.
const [name, ...args] = process.argv.slice(2);
if (!(name in TOOLS)) throw new Error(`Not a tool: ${name}`);
checkNode();
await ensureDependencies({ dev: true });
const [packageName, entry] = TOOLS[name];
process.exit(await run(process.execPath, [join(root, 'node_modules', packageName, entry), ...args]));
