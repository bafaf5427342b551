import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Security } from './municipality';
import { readMunicipalityFile } from './municipality-file';

const DEMO = join(__dirname, '../../../../deploy/municipalities/borgo-esempio.yaml');

describe('How the staff signs in, in a municipality’s file,', () => {
  let folder: string;
  let demo: string;
  /** The line that `security:` stands on. */
  let line: number;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'municipalities-'));
    await copyFile(DEMO, join(folder, 'borgo.yaml'));
    demo = await readFile(DEMO, 'utf8');
    line = demo.split('\n').length;
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = async (written: string): Promise<Security | undefined> => {
    await writeFile(join(folder, 'borgo.yaml'), `${demo}security:\n  ${written}\n`);
    return (await readMunicipalityFile(join(folder, 'borgo.yaml'))).municipality.security;
  };

  it('names the roles that need a second factor', async () => {
    expect(await read('secondFactor: [operator]')).toEqual({ secondFactor: ['operator'] });
  });

  it.each([
    ['secondFactor: [mayor]', 'security.secondFactor.0 must be one of operator'],
    ['secondFactor: []', 'security.secondFactor must NOT have fewer than 1 items'],
    ['twoFactor: [operator]', 'security must not have the property twoFactor'],
  ])('with %s is refused with its line', async (written, reason) => {
    await expect(read(written)).rejects.toThrow(`borgo.yaml:${line + 1}: ${reason}`);
  });
});
