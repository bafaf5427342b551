import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ServiceName } from '@sportello/contracts';

const run = promisify(execFile);

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The process of one service under this launcher; undefined while there is none. */
export async function processOf(launcher: number, service: ServiceName): Promise<number | undefined> {
  // Slim images of Linux have no `ps`; other systems have no /proc.
  const all = process.platform === 'linux' ? await fromProc() : await fromPs();
  return all.find(({ parent, command }) => parent === launcher && command.includes(`services/${service}/src/main.js`))
    ?.pid;
}

async function fromProc(): Promise<readonly Running[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(pids.map((pid) => readProcess(Number(pid)).catch(goneMeanwhile)));
  return all.filter((one) => one !== undefined);
}

async function readProcess(pid: number): Promise<Running> {
  const [stat, command] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
  ]);
  // The name before it, in brackets, may hold blanks and brackets of its own.
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid, parent: Number(parent), command: command.replaceAll('\0', ' ') };
}

function goneMeanwhile(error: unknown): undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ESRCH') return undefined;
  throw error;
}

async function fromPs(): Promise<readonly Running[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,args='], { timeout: 5000 });
  return stdout.split('\n').map((line) => {
    const [pid, parent, ...command] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), command: command.join(' ') };
  });
}
