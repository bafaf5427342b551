import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeSecret, ensureSecret, masterKey, newKey, newsletterKey, newsletterKeyOf, SecretMissing } from './secrets';
import { readSettings } from './settings';

describe('Secrets', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sportello-secrets-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are made once, and readable by their owner alone', async () => {
    const file = join(folder, 'deep', 'master.key');
    const first = await ensureSecret(file, newKey);
    const second = await ensureSecret(file, newKey);
    expect(first.made).toBe(true);
    expect(second).toEqual({ secret: first.secret, made: false });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('come from the environment first, else from their file', async () => {
    const kept = await ensureSecret(join(folder, 'master.key'), newKey);
    expect(await masterKey(readSettings({ DATA_DIR: folder }))).toEqual(Buffer.from(kept.secret, 'base64'));
    const given = Buffer.alloc(32, 1);
    expect(await masterKey(readSettings({ DATA_DIR: folder, MASTER_KEY: given.toString('hex') }))).toEqual(given);
  });

  it('of the newsletter follow from the master key and are not it: always the same, given to its service alone', () => {
    const key = newsletterKeyOf(Buffer.alloc(32, 1));
    expect(key.toString('hex')).toBe('bed405d71c608643e4659679a372b6f035d952bfe1f5ac8a2fd202b6d0ae7657');
    expect(newsletterKey(readSettings({ NEWSLETTER_KEY: key.toString('base64') }))).toEqual(key);
    expect(() => newsletterKey(readSettings({ MASTER_KEY: '01'.repeat(32) }))).toThrow(SecretMissing);
  });

  it('are an error when missing or damaged: a service never makes up a key of its own', async () => {
    await expect(codeSecret(readSettings({ DATA_DIR: folder }))).rejects.toThrow(SecretMissing);
    await writeFile(join(folder, 'code.key'), 'c2hvcnQ=');
    await expect(codeSecret(readSettings({ DATA_DIR: folder }))).rejects.toThrow(/32 bytes/);
  });
});
