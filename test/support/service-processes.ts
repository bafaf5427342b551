import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServiceName } from '@sportello/contracts';

const run = promisify(execFile);

/** The process of one service under this launcher; undefined while there is none. */
export async function processOf(launcher: number, service: ServiceName): Promise<number | undefined> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,args='], { timeout: 5000 });
  for (const line of stdout.split('\n')) {
    const [pid, parent, ...command] = line.trim().split(/\s+/);
    if (Number(parent) === launcher && command.join(' ').includes(`services/${service}/src/main.js`))
      return Number(pid);
  }
  return undefined;
}
