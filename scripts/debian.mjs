import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/** Whether packages can be installed here: root, on Debian or what descends from it. */
export function mayInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs a package of Debian, with fresh lists when the old ones do not do. @returns whether that worked */
export async function installPackage(name) {
  console.log(`${name} is missing: apt-get install ${name}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () => run('apt-get', ['install', '-y', '--no-install-recommends', name], { quiet: true, env });
  if ((await install()) === 0) return true;
  await run('apt-get', ['update'], { quiet: true, env });
  return (await install()) === 0;
}
