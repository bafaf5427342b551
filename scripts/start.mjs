import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { root } from './run.mjs';

const ENTRIES = { embedded: 'main.js', services: 'services-main.js' };

const topology = process.argv[2] ?? 'embedded';
if (!(topology in ENTRIES)) {
  console.error(`Not a topology: ${topology}. There are: ${Object.keys(ENTRIES).join(', ')}`);
  process.exit(1);
}
await prepare();
process.setSourceMapsEnabled(true);
// In this very process, so that whoever started us signals the product and nothing in between.
await import(pathToFileURL(join(root, 'dist', 'embedded', 'src', ENTRIES[topology])).href);
