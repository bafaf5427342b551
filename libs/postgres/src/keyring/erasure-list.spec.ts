import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ErasureList } from './erasure-list';

const at = new Date('2026-01-01T00:00:00Z');
const reporterOf = (subject: string) => ({ municipalityId: 'alfa', subject, purpose: 'reporter' as const });

describe('ErasureList', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-erasures-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('remembers an erasure that follows half a line, which a full disk left', async () => {
    const path = join(folder, 'full-disk');
    const list = await ErasureList.open(path);
    await list.append([reporterOf('A1')], at);
    await appendFile(path, '{"municipalityId":"al');
    await list.append([reporterOf('A2'), reporterOf('A3')], at);
    await list.append([reporterOf('A4')], at);
    expect((await ErasureList.open(path)).erased.map(({ subject }) => subject)).toEqual(['A1', 'A2', 'A3', 'A4']);
  });

  it('cuts half a line also when it is the first', async () => {
    const path = join(folder, 'first');
    const list = await ErasureList.open(path);
    await appendFile(path, '{"municipalityId":"al');
    await list.append([reporterOf('A1')], at);
    expect(await readFile(path, 'utf8')).toMatch(/^\{"municipalityId":"alfa","subject":"A1".*\}\n$/);
  });

  it('goes on after a write that failed', async () => {
    const path = join(folder, 'gone', 'list');
    const list = await ErasureList.open(path);
    await rm(join(folder, 'gone'), { recursive: true });
    await expect(list.append([reporterOf('A1')], at)).rejects.toThrow('ENOENT');
    await ErasureList.open(path);
    await list.append([reporterOf('A2')], at);
    expect((await ErasureList.open(path)).erased).toEqual([reporterOf('A2')]);
  });
});
