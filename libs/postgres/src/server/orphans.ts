import { readdir, readFile, readlink } from 'node:fs/promises';
import { platform } from 'node:os';
import { isPostgres } from './binaries';
import { command, goneWithin } from './processes';
import { codeOf } from '../errors';

const POLITE_MS = 500;
const FINAL_MS = 5_000;

interface SharedMemory {
  readonly key: number;
  readonly id: number;
}

/**
 * Ends the backends that outlived a killed server of this cluster: while one holds the shared memory no server can start.
 * Only processes attached to that very segment, or PostgreSQL processes whose working folder is the cluster, are touched.
 * @throws Error when one cannot be ended
 */
export async function endOrphans(cluster: string, sharedMemory: SharedMemory | undefined): Promise<void> {
  const pids = platform() === 'linux' ? await orphansOnLinux(cluster, sharedMemory) : await orphansElsewhere(cluster);
  if (pids.length === 0) return;
  signal(pids, 'SIGTERM');
  if (await goneWithin(pids, POLITE_MS)) return;
  signal(pids, 'SIGKILL');
  if (!(await goneWithin(pids, FINAL_MS))) {
    throw new Error(
      `Processes ${pids.join(', ')} of an earlier PostgreSQL still hold ${cluster}: end them and start again`,
    );
  }
}

async function orphansOnLinux(cluster: string, sharedMemory: SharedMemory | undefined): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found: number[] = [];
  for (const pid of pids) {
    if ((await worksIn(pid, cluster)) || (sharedMemory && (await isAttached(pid, sharedMemory)))) found.push(pid);
  }
  return found;
}

async function worksIn(pid: number, cluster: string): Promise<boolean> {
  const [cwd, exe] = await Promise.all([link(`/proc/${pid}/cwd`), link(`/proc/${pid}/exe`)]);
  return cwd === cluster && isPostgres(exe);
}

/** In `maps` a System V segment is a line whose inode is the segment's id and whose name ends in its key. */
async function isAttached(pid: number, { key, id }: SharedMemory): Promise<boolean> {
  if (!isPostgres(await link(`/proc/${pid}/exe`))) return false;
  // Gone in the meantime, or somebody else's: not one of ours.
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8').catch(() => '');
  const name = `/SYSV${(key >>> 0).toString(16).padStart(8, '0')}`;
  return maps.split('\n').some((line) => line.includes(name) && line.split(/\s+/)[4] === String(id));
}

/** macOS: lsof knows the working folder of PostgreSQL's processes. Windows ends backends with their server. */
async function orphansElsewhere(cluster: string): Promise<number[]> {
  if (platform() === 'win32') return [];
  const listed = (await command('lsof', ['-a', '-c', 'postgres', '-d', 'cwd', '-Fpn'])) ?? '';
  const found: number[] = [];
  let pid = 0;
  for (const line of listed.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (line === `n${cluster}` && pid > 0) found.push(pid);
  }
  return found;
}

async function link(path: string): Promise<string> {
  return readlink(path).catch(() => '');
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (codeOf(error) !== 'ESRCH') throw error;
    }
  }
}
