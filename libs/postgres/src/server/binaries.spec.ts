import { chmod, mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries, isPostgres, type Installation } from './binaries';

describe('findBinaries', () => {
  let root: string;
  let installation: Installation;

  /** As npm leaves it when it was told not to run install scripts: without the symbolic links. */
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sportello-binaries-'));
    const folder = join(root, 'node_modules', 'native');
    installation = { folder, version: '1.2.3' };
    await mkdir(join(folder, 'bin'), { recursive: true });
    await mkdir(join(folder, 'lib'));
    await writeFile(join(folder, 'bin', 'postgres'), '#!/bin/sh\n', { mode: 0o755 });
    await writeFile(join(folder, 'lib', 'libicu.so.60.2'), 'library');
    await writeFile(
      join(folder, 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/libicu.so.60.2', target: 'native/lib/libicu.so.60' }]),
    );
  });
  afterEach(() => rm(root, { recursive: true }));

  it('makes the links that a blocked install script did not', async () => {
    const { folder } = await findBinaries(undefined, root, installation);
    expect(folder).toBe(installation.folder);
    expect(await readlink(join(folder, 'lib', 'libicu.so.60'))).toBe('libicu.so.60.2');
    await findBinaries(undefined, root, installation);
  });

  it('copies them, links and all, where an account that cannot come in can reach them', async () => {
    await chmod(join(root, 'node_modules'), 0o700);
    const stranger = { name: 'stranger', uid: 2 ** 20, gid: 2 ** 20 };
    const elsewhere = join(root, 'elsewhere');
    const { folder, postgres } = await findBinaries(stranger, elsewhere, installation);
    expect(folder).toBe(join(elsewhere, 'postgresql-1.2.3'));
    expect(postgres).toBe(join(folder, 'bin', 'postgres'));
    expect(await readFile(join(folder, 'lib', 'libicu.so.60'), 'utf8')).toBe('library');
    expect((await findBinaries(stranger, elsewhere, installation)).folder).toBe(folder);
  });

  it('knows a server by its executable, also one that npm has replaced since', () => {
    expect(isPostgres('/somewhere/bin/postgres')).toBe(true);
    expect(isPostgres('/somewhere/bin/postgres (deleted)')).toBe(true);
    expect(isPostgres('/usr/bin/postgresql-browser')).toBe(false);
    expect(isPostgres('')).toBe(false);
  });
});
