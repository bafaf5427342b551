import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { hostname, platform } from 'node:os';
import { promisify } from 'node:util';
import { codeOf } from '../errors';

const run = promisify(execFile);
const COMMAND_TIMEOUT_MS = 5_000;

/**
 * When a process began, in whatever words the system has for it; undefined when it is not running.
 * A process id alone is used again by others.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (platform() === 'linux') return linuxProcessStart(pid);
  if (!isAlive(pid)) return undefined;
  if (platform() === 'win32') return 'running';
  return (await command('ps', ['-o', 'lstart=', '-p', String(pid)]))?.trim() || undefined;
}

/** Which machine, and on Linux which set of process ids, this process lives in. */
export async function processSpace(): Promise<string> {
  if (platform() !== 'linux') return hostname();
  return `${hostname()} ${await readlink('/proc/self/ns/pid').catch(() => 'unknown')}`;
}

/** Whether a process of this id runs, ours or not. One that has ended but that nobody has buried does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return platform() !== 'linux' || !isZombie(pid);
}

/** Waits until none of the processes is there. @returns whether that came true in time */
export async function goneWithin(pids: readonly number[], ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (pids.some(isAlive)) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}

/** What a command printed, or undefined when it is not there or failed. */
export async function command(file: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(file, [...args], { timeout: COMMAND_TIMEOUT_MS })).stdout;
  } catch {
    // Absent, or "no such process": both mean that there is nothing to know.
    return undefined;
  }
}

/** In a container whose first process does not wait for orphans, they stay as zombies for ever. */
function isZombie(pid: number): boolean {
  try {
    return stateAndRest(readFileSync(`/proc/${pid}/stat`, 'utf8'))[0] === 'Z';
  } catch {
    // Gone between the two looks, or hidden: the signal has answered.
    return false;
  }
}

/** The fields of `/proc/<pid>/stat` after the name, which stands in parentheses and may hold anything. */
function stateAndRest(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

async function linuxProcessStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = stat === undefined ? undefined : stateAndRest(stat);
  if (!fields || fields[0] === 'Z') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  // Its start, in ticks since the machine's.
  return `${fields[19]} ${boot.trim()}`.trim();
}
