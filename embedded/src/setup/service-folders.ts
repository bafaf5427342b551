import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SERVICES, type PeerName, type ServiceName } from '@sportello/contracts';
import { natsConfiguration } from '@sportello/messaging';
import type { Ground } from '../ground/ground';
import { environmentOf } from '../processes/service-environment';

export interface ServiceFoldersOptions {
  readonly ground: Ground;
  /** Where each service's folder is made, and that of NATS. */
  readonly into: string;
  /** `nats://host:port`, without a user. */
  readonly natsUrl: string;
  readonly natsPasswords: Readonly<Record<PeerName, string>>;
}

/**
 * One folder for each service, with what that service may have and nothing of the others: `service.env` for `node --env-file`, everybody's
 * public keys, its own private one; and a folder for NATS with its configuration. In its container each folder is mounted at the same place.
 */
export async function writeServiceFolders({
  ground,
  into,
  natsUrl,
  natsPasswords,
}: ServiceFoldersOptions): Promise<void> {
  for (const service of SERVICES) {
    const folder = join(into, service);
    await copyKeys(service, ground.settings.keysDir, join(folder, 'keys'));
    const url = urlOf(service, natsUrl, natsPasswords);
    const settings = { ...ground.settings, dataDir: folder, keysDir: join(folder, 'keys') };
    await copySecrets(service, ground.settings.dataDir, folder);
    await writeSecret(join(folder, 'service.env'), envFile(environmentOf(service, { ...ground, settings }, url)));
  }
  await writeOperatorsFolder(ground, join(into, 'ops'), urlOf('ops', natsUrl, natsPasswords));
  const { port } = new URL(natsUrl);
  await mkdir(join(into, 'nats'), { recursive: true });
  await writeSecret(
    join(into, 'nats', 'nats.conf'),
    natsConfiguration({ listen: `0.0.0.0:${port || '4222'}`, passwords: natsPasswords }),
  );
}

function urlOf(peer: PeerName, natsUrl: string, passwords: Readonly<Record<PeerName, string>>): string {
  const url = new URL(natsUrl);
  url.username = peer;
  url.password = passwords[peer];
  return url.href;
}

/** The operators' command line needs its way to the bus and its key, no database and no secret of a service. */
async function writeOperatorsFolder({ settings }: Ground, folder: string, natsUrl: string): Promise<void> {
  await copyKeys('ops', settings.keysDir, join(folder, 'keys'));
  const variables = {
    DATA_DIR: folder,
    KEYS_DIR: join(folder, 'keys'),
    MUNICIPALITIES_DIR: settings.municipalitiesDir,
    NATS_URL: natsUrl,
  };
  await writeSecret(join(folder, 'service.env'), envFile(variables));
}

async function copyKeys(peer: PeerName, from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const file of await readdir(from)) {
    if (file.endsWith('.public.pem') || file === `${peer}.private.pem`)
      await copyFile(join(from, file), join(to, file));
  }
}

async function copySecrets(service: ServiceName, from: string, to: string): Promise<void> {
  const secrets: Readonly<Record<ServiceName, readonly string[]>> = {
    reports: ['master.key'],
    gateway: ['code.key'],
    notifications: [],
    newsletter: [],
  };
  const there = await readdir(from);
  for (const file of secrets[service].filter((name) => there.includes(name)))
    await copyFile(join(from, file), join(to, file));
}

function writeSecret(file: string, content: string): Promise<void> {
  return writeFile(file, content, { mode: 0o600, flush: true });
}

/** In the syntax of `node --env-file`. @throws Error for a value that it cannot hold */
function envFile(variables: NodeJS.ProcessEnv): string {
  return Object.entries(variables)
    .map(([name, value = '']) => {
      const quote = ['"', "'", '`'].find((candidate) => !value.includes(candidate));
      if (quote === undefined || value.includes('\n'))
        throw new Error(`${name} cannot be written into an environment file`);
      return `${name}=${quote}${value}${quote}\n`;
    })
    .join('');
}
