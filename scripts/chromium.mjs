import { createRequire } from 'node:module';
import { installPackage, mayInstall } from './debian.mjs';

const { browser } = createRequire(import.meta.url)('./what-can-be-tried.cjs');

/** Sees to it that the test in a real browser finds one, from Debian when we are root. Without one the others run all the same. */
export async function ensureChromium() {
  if (browser() === undefined && mayInstall()) await installPackage('chromium');
}
