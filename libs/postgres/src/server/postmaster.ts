import { readFile, readlink, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { isPostgres, type Binaries } from './binaries';
import { endOrphans } from './orphans';
import { command, goneWithin, isAlive } from './processes';

/** What `postmaster.pid` says (PostgreSQL's `miscadmin.h`, LOCK_FILE_LINE_*). */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** Key and id of the System V segment by which backends are known. */
  readonly sharedMemory: { readonly key: number; readonly id: number } | undefined;
  readonly status: string;
}

const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;

export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => undefined);
  const lines = text?.split('\n').map((line) => line.trim());
  const pid = Number(lines?.[0]);
  if (!lines || !Number.isInteger(pid) || pid <= 0) return undefined;
  const [key, id] = (lines[6] ?? '').split(/\s+/).map(Number);
  const sharedMemory = key !== undefined && id !== undefined && !Number.isNaN(id) ? { key, id } : undefined;
  return { pid, port: Number(lines[3] ?? 0), sharedMemory, status: lines[7] ?? '' };
}

/**
 * The live server of this cluster, if there is one, in whatever state it is. What a killed one left is cleared away: its backends
 * that still run are ended, its file is removed.
 */
export async function livePostmaster(cluster: string): Promise<PostmasterFile | undefined> {
  const file = await readPostmasterFile(cluster);
  if (!file) return undefined;
  if (isAlive(file.pid) && (await servesCluster(file.pid, cluster))) return file;
  await endOrphans(cluster, file.sharedMemory);
  // Its process id may belong to anybody by now, and PostgreSQL would take that process for the server.
  await rm(join(cluster, 'postmaster.pid'), { force: true });
  return undefined;
}

/** Shuts down cleanly: connections are cut, the checkpoint is written. @throws Error when it does not end */
export async function stopPostmaster(pid: number, cluster: string, binaries: Binaries): Promise<void> {
  if (!isAlive(pid)) return;
  if (platform() === 'win32') await command(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w']);
  else process.kill(pid, 'SIGINT');
  if (await goneWithin([pid], FAST_SHUTDOWN_MS)) return;
  // The log is on disk: an immediate end costs a recovery at the next start, nothing else.
  process.kill(pid, 'SIGQUIT');
  if (!(await goneWithin([pid], IMMEDIATE_SHUTDOWN_MS))) throw new Error(`PostgreSQL (process ${pid}) does not end`);
}

async function servesCluster(pid: number, cluster: string): Promise<boolean> {
  if (platform() === 'linux') {
    const [cwd, exe] = await Promise.all([
      readlink(`/proc/${pid}/cwd`).catch(() => ''),
      readlink(`/proc/${pid}/exe`).catch(() => ''),
    ]);
    return cwd === cluster && isPostgres(exe);
  }
  if (platform() === 'win32') return true;
  return ((await command('ps', ['-o', 'command=', '-p', String(pid)])) ?? '').includes(cluster);
}
