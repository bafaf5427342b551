import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, type Settings } from '@sportello/service-kit/installation';
import { prepareDataDir } from './restored-data-dir';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OTHER = Buffer.alloc(32, 2).toString('base64');

describe('The data directory of a restore', () => {
  let folder: string;
  let dataDir: string;
  let keysFrom: string;
  const settings = (more: Readonly<Record<string, string>> = {}): Settings =>
    readSettings({ DATA_DIR: dataDir, ...more });
  const prepare = (given: Settings, keys: Parameters<typeof prepareDataDir>[2]): Promise<void> =>
    prepareDataDir(given, { kind: 'live' }, keys);
  const inDataDir = (): Promise<readonly string[]> => readdir(dataDir).then((files) => files.sort());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-restored-'));
    dataDir = join(folder, 'data');
    keysFrom = join(folder, 'keys');
    await mkdir(keysFrom);
    await writeFile(join(keysFrom, 'master.key'), `${KEY}\n`);
    await writeFile(join(keysFrom, 'code.key'), `${OTHER}\n`);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made of the kind and with the keys of the backup, for its owner alone; a second time nothing changes', async () => {
    await prepare(settings(), { keysFrom });
    await prepare(settings(), { keysFrom });
    expect(await inDataDir()).toEqual(['code.key', 'kind', 'master.key']);
    expect(await readFile(join(dataDir, 'kind'), 'utf8')).toBe('live\n');
    expect(await readFile(join(dataDir, 'master.key'), 'utf8')).toBe(`${KEY}\n`);
    expect((await stat(join(dataDir, 'master.key'))).mode & 0o777).toBe(0o600);
  });

  it('gets no key that the environment gives', async () => {
    await prepare(settings({ MASTER_KEY: KEY }), { keysFrom });
    expect(await inDataDir()).toEqual(['code.key', 'kind']);
  });

  it.each(['a file', 'the environment'])(
    'is refused when it has another key in %s, and stays as it was',
    async (where) => {
      await mkdir(dataDir);
      if (where === 'a file') await writeFile(join(dataDir, 'master.key'), OTHER);
      const before = await inDataDir();
      const given = settings(where === 'a file' ? {} : { MASTER_KEY: OTHER });
      await expect(prepare(given, { keysFrom })).rejects.toMatchObject({
        code: 'OTHER_KEY',
        message: expect.stringContaining('Restore into a new data directory'),
      });
      expect(await inDataDir()).toEqual(before);
    },
  );

  it('is refused when it holds an installation of the other kind', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'kind'), 'demo\n');
    await expect(prepare(settings(), { keysFrom })).rejects.toMatchObject({
      code: 'OTHER_KIND',
      message: expect.stringContaining('a demo installation and the backup is of a live one'),
    });
    expect(await inDataDir()).toEqual(['kind']);
  });

  it('is refused when its database is elsewhere and was not named', async () => {
    await mkdir(join(dataDir, 'keys'), { recursive: true });
    await writeFile(join(dataDir, 'kind'), 'live\n');
    await expect(prepare(settings(), { keysFrom })).rejects.toMatchObject({
      code: 'DATABASE_ELSEWHERE',
      message: expect.stringContaining('DATABASE_URL=postgres://'),
    });
    expect(await inDataDir()).toEqual(['keys', 'kind']);
    await prepare(settings({ DATABASE_URL: 'postgres://someone@db.example/sportello' }), { keysFrom });
    expect(await inDataDir()).toContain('master.key');
  });

  it('is refused where no key would open what comes back, unless that is said; nothing is made', async () => {
    await expect(prepare(settings(), {})).rejects.toMatchObject({
      code: 'NO_KEYS',
      message: expect.stringMatching(/--keys-from.*--without-keys/),
    });
    await rm(join(keysFrom, 'master.key'));
    await expect(prepare(settings(), { keysFrom })).rejects.toMatchObject({
      code: 'NO_MASTER_KEY',
      message: expect.stringContaining('MASTER_KEY=<key>'),
    });
    expect(await readdir(folder)).toEqual(['keys']);
    await prepare(settings(), { withoutKeys: true });
    expect(await inDataDir()).toEqual(['kind']);
  });
});
