import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root } from './run.mjs';

/**
 * Runs `npm ci` when what is installed is not what the lockfile says. The comparison is npm's own record of the installation against
 * the lockfile, so that neither a stamp nor a date can mislead. Without `dev` the development packages may be missing.
 */
export async function ensureDependencies({ dev, output = process.stdout }) {
  const reason = whatIsMissing(dev);
  if (reason === undefined) return;
  output.write(`${reason}: npm ci${dev ? '' : ' --omit=dev'} (${dev ? 'some minutes' : 'about a minute'}, once)\n`);
  const code = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error', dev ? '--include=dev' : '--omit=dev'], {
    output,
  });
  if (code !== 0) {
    console.error('npm ci did not succeed; what it said is above. The registry of npm must be reachable.');
    process.exit(code);
  }
}

function whatIsMissing(dev) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'Nothing is installed yet';
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  for (const [path, { version, dev: onlyDev, optional, devOptional }] of Object.entries(wanted)) {
    if (path === '' || (onlyDev && !dev)) continue;
    const found = installed[path];
    if (found ? found.version !== version : !optional && !(devOptional && !dev))
      return `${path} is not at version ${version}`;
  }
  return undefined;
}
