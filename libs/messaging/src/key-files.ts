import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { types } from 'node:util';

export function privateKeyFile(service: string): string {
  return `${service}.private.pem`;
}

export function publicKeyFile(service: string): string {
  return `${service}.public.pem`;
}

/** Makes missing Ed25519 pairs (PKCS #8 and SPKI, PEM). A public key without its private one is left alone: that key lives elsewhere. */
export async function ensureKeyFiles(dir: string, services: readonly string[]): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await Promise.all(services.map((service) => ensurePair(dir, service)));
}

async function ensurePair(dir: string, service: string): Promise<void> {
  const privateFile = join(dir, privateKeyFile(service));
  const publicFile = join(dir, publicKeyFile(service));
  let privatePem = await readIfThere(privateFile);
  const publicPem = await readIfThere(publicFile);
  if (publicPem !== undefined) return;

  if (privatePem === undefined) {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    privatePem = await writeOnce(privateFile, pem.toString());
  }
  const derived = createPublicKey(createPrivateKey(privatePem)).export({ type: 'spki', format: 'pem' });
  const draft = `${publicFile}.${randomUUID()}`;
  await writeFile(draft, derived, { mode: 0o644 });
  await rename(draft, publicFile);
}

/** Writes the file whole unless another process was first; returns what stands there. */
async function writeOnce(file: string, content: string): Promise<string> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600, flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(file, 'utf8');
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return types.isNativeError(error) && 'code' in error && error.code === code;
}
