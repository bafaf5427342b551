import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@sportello/event-sourcing/testing';
import { createLogger } from '@sportello/service-kit';
import { CannotStart } from '../ground/cannot-start';
import { ServiceProcess } from './service-process';

const ENTRY = `
const { appendFileSync, readFileSync } = require('node:fs');
appendFileSync(process.env.STARTS, process.pid + '\\n');
const start = readFileSync(process.env.STARTS, 'utf8').trim().split('\\n').length;
setInterval(() => undefined, 1000);
if (!process.env.SILENT.split(',').includes(String(start))) process.send({ ready: true });
`;

describe('The process of a service', () => {
  let folder: string;
  let starts: string;
  let service: ServiceProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-process-'));
    starts = join(folder, 'starts');
    await writeFile(join(folder, 'entry.js'), ENTRY);
  });
  afterEach(async () => {
    await service?.stop();
    await rm(folder, { recursive: true });
  });

  /** @param silent starts, counted from 1, that never become ready */
  const launcher = (silent: string): ServiceProcess => {
    service = new ServiceProcess({
      name: 'reports',
      entry: join(folder, 'entry.js'),
      environment: { STARTS: starts, SILENT: silent },
      logger: createLogger({ service: 'test', level: 'silent' }),
      onGivenUp: () => undefined,
      // Enough for a process to come up on a busy machine.
      startDeadlineMs: 6_000,
    });
    return service;
  };
  const pids = async (count: number): Promise<readonly number[]> => {
    const said = await eventually(
      () => readFile(starts, 'utf8').catch(() => ''),
      (text) => text.split('\n').length > count,
    );
    return said.trim().split('\n').map(Number);
  };
  const runs = (pid: number | undefined): boolean => {
    try {
      return process.kill(pid ?? 0, 0);
    } catch {
      return false;
    }
  };

  it('that hangs at its first start is ended, and that is told', async () => {
    await expect(launcher('1').start()).rejects.toThrow(CannotStart);
    expect((await pids(1)).filter(runs)).toEqual([]);
  });

  it('that hangs when it is started again is ended and started once more', async () => {
    await launcher('2').start();
    const [first] = await pids(1);
    process.kill(first ?? 0, 'SIGKILL');
    const [, second, third] = await pids(3);
    expect([runs(second), runs(third)]).toEqual([false, true]);
  });
});
