import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import type { Account } from './account';
import type { Binaries } from './binaries';
import type { Places } from './places';

export const SUPERUSER = 'postgres';
const INITDB_TIMEOUT_MS = 120_000;

/** Creates the cluster when there is none. It appears under its name when it is whole; a half-made one is thrown away. @returns the superuser's password */
export async function ensureCluster(places: Places, binaries: Binaries, account: Account | undefined): Promise<string> {
  const version = await readFile(join(places.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) return createCluster(places, binaries, account);
  const password = await readFile(places.passwordFile, 'utf8').catch(() => undefined);
  if (!password) throw new Error(`${places.passwordFile} is missing, and without it nobody can open ${places.cluster}`);
  return password.trim();
}

/** The environment of PostgreSQL's programs: nothing of ours, which may hold secrets. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  return { LC_ALL: 'C', TZ: 'UTC', ...(PATH ? { PATH } : {}), ...(SystemRoot ? { SystemRoot } : {}) };
}

async function createCluster(places: Places, binaries: Binaries, account: Account | undefined): Promise<string> {
  const password = await ensurePassword(places.passwordFile);
  const unfinished = `${places.cluster}.new`;
  // initdb reads it as the server's account, which cannot read ours.
  const passwordForInitdb = `${unfinished}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (account) await chown(unfinished, account.uid, account.gid);
  try {
    await writeFile(passwordForInitdb, `${password}\n`, { mode: 0o600 });
    if (account) await chown(passwordForInitdb, account.uid, account.gid);
    await initdb(binaries.initdb, initdbArguments(unfinished, passwordForInitdb), account);
  } finally {
    await rm(passwordForInitdb, { force: true });
  }
  await rename(unfinished, places.cluster);
  return password;
}

function initdbArguments(cluster: string, passwordFile: string): string[] {
  return [
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Unicode rules that come with PostgreSQL: the same on every machine, whatever locales it has.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    // One call instead of a thousand: seconds on a slow disk.
    ...(platform() === 'linux' ? ['--sync-method=syncfs'] : []),
  ];
}

function initdb(program: string, args: readonly string[], account: Account | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...(account ? { uid: account.uid, gid: account.gid, cwd: '/' } : {}),
      env: serverEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: INITDB_TIMEOUT_MS,
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-4_000)));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`initdb failed (${code}): ${errors.trim()}`)),
    );
  });
}

async function ensurePassword(path: string): Promise<string> {
  const present = await readFile(path, 'utf8').catch(() => undefined);
  if (present?.trim()) return present.trim();
  const password = randomBytes(24).toString('base64url');
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(`${password}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return password;
}
