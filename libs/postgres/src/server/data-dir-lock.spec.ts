import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirInUse, lockDataDir } from './data-dir-lock';

describe('lockDataDir', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('lets one in at a time, and tells the other who is inside', async () => {
    const lock = await lockDataDir(folder);
    const second = lockDataDir(folder);
    await expect(second).rejects.toBeInstanceOf(DataDirInUse);
    await expect(second).rejects.toThrow(`process ${process.pid}`);
    await lock.release();
    await (await lockDataDir(folder)).release();
  });

  it.each([
    ['a dead process', { pid: 2 ** 30 }],
    ['a process whose id is used again', { started: 'long ago' }],
  ])('takes over the lock of %s', async (_, changes) => {
    const mine = await lockDataDir(folder);
    const holder = JSON.parse(await readFile(join(folder, 'lock'), 'utf8')) as object;
    await mine.release();
    await writeFile(join(folder, 'lock'), JSON.stringify({ ...holder, ...changes }));
    await (await lockDataDir(folder)).release();
  });

  it('lets one in when many try at once', async () => {
    await writeFile(join(folder, 'lock'), JSON.stringify({ pid: 2 ** 30, started: 'x', space: 'elsewhere' }));
    await utimes(join(folder, 'lock'), new Date(0), new Date(0));
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => lockDataDir(folder)));
    const inside = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(inside).toHaveLength(1);
    await inside[0]?.release();
  });
});
