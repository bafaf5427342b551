import { hkdfSync, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Settings } from './settings';

/** A secret that must be there is not. */
export class SecretMissing extends Error {
  override readonly name = 'SecretMissing';
}

/** The key that wraps the keys of personal data: from the environment, else from `master.key`. @throws SecretMissing */
export async function masterKey(settings: Settings): Promise<Buffer> {
  return settings.masterKey ?? readKey(join(settings.dataDir, 'master.key'), 'MASTER_KEY');
}

/** The secret that report codes are made with: from the environment, else from `code.key`. @throws SecretMissing */
export async function codeSecret(settings: Settings): Promise<Buffer> {
  return settings.codeSecret ?? readKey(join(settings.dataDir, 'code.key'), 'CODE_SECRET');
}

/** The key of the newsletter's own keyring and look-ups: follows from the master key, and leads neither back to it nor to what it seals. */
export function newsletterKeyOf(masterKey: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', 'sportello newsletter', 32));
}

/** As whoever started the newsletter service gives it. @throws SecretMissing */
export function newsletterKey({ newsletterKey: key }: Settings): Buffer {
  if (!key) throw new SecretMissing('NEWSLETTER_KEY is not set: the set-up, or what starts the services, makes it');
  return key;
}

async function readKey(file: string, variable: string): Promise<Buffer> {
  const text = await readSecret(file);
  if (text === undefined) throw new SecretMissing(`Neither ${variable} is set nor is there a file ${file}`);
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32) throw new SecretMissing(`The file ${file} does not hold a key of 32 bytes in base64`);
  return key;
}

/** The text of a secret file, or undefined when there is none. */
export async function readSecret(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The text in `file`; when there is none, what `make` gives, written there readable by its owner alone and synced to disk. */
export async function ensureSecret(
  file: string,
  make: () => string,
): Promise<{ readonly secret: string; readonly made: boolean }> {
  const existing = await readSecret(file);
  if (existing !== undefined && existing !== '') return { secret: existing, made: false };
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const secret = make();
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(`${secret}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { secret, made: true };
}

/** 32 random bytes in base64. */
export function newKey(): string {
  return randomBytes(32).toString('base64');
}
