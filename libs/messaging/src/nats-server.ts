import { randomBytes } from 'node:crypto';
import { access, constants, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PEERS, type PeerName } from '@sportello/contracts/words';
import type { BusLogger } from './bus';
import { natsConfiguration } from './nats-permissions';
import { runNats, type NatsProcess } from './nats-process';
import { NatsSupervisor } from './nats-supervisor';

export interface NatsServer {
  /** Where a service connects, credentials included: a secret. */
  url(service: PeerName): string;
  readonly port: number;
  /** Its process id, another one after it died and was started again. */
  readonly pid: number;
  /** Ends it and leaves nothing behind. */
  stop(): Promise<void>;
}

export interface NatsServerOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Where its configuration is written. Default: a temporary folder, gone after `stop`. Core NATS stores nothing else. */
  readonly storeDir?: string;
  /** Passwords to go on with. Default: new random ones. */
  readonly passwords?: Readonly<Record<PeerName, string>>;
  readonly logger?: BusLogger;
  /** Called when the server is gone for good: it died more often than it may. */
  readonly onGone?: (error: Error) => void;
}

/** Path of `nats-server` on the PATH, or undefined. */
export async function findNatsServer(): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin'];
  for (const folder of folders.filter(Boolean)) {
    const candidate = join(folder, 'nats-server');
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

/** New random passwords. */
export function natsPasswords(): Record<PeerName, string> {
  const entries = PEERS.map((service) => [service, randomBytes(24).toString('base64url')] as const);
  return Object.fromEntries(entries) as Record<PeerName, string>;
}

/**
 * Starts `nats-server` on the loopback, with a user for each service, and starts it again on the same port when it dies. It ends with
 * this process, even a killed one.
 * @throws Error when there is no nats-server, or it does not come up
 */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const binary = await findNatsServer();
  if (!binary) throw new Error('There is no nats-server on the PATH');
  const passwords = options.passwords ?? natsPasswords();
  const folder = options.storeDir ?? (await mkdtemp(join(tmpdir(), 'sportello-nats-')));
  const configuration = join(folder, 'nats.conf');
  const launch = async (port: number): Promise<NatsProcess> => {
    await writeFile(configuration, natsConfiguration({ listen: `127.0.0.1:${port}`, passwords }), { mode: 0o600 });
    return runNats(binary, configuration);
  };
  const removeFiles = () => rm(options.storeDir ? configuration : folder, { recursive: true, force: true });

  let running: NatsProcess;
  try {
    // -1 lets the server choose a free port.
    running = await launch(options.port ?? -1);
  } catch (error) {
    await removeFiles();
    throw error;
  }
  const { port } = running;

  const supervisor = new NatsSupervisor(running, {
    relaunch: () => launch(port),
    logger: options.logger,
    onGone: options.onGone,
  });

  return {
    port,
    get pid() {
      return supervisor.pid;
    },
    url: (service) => `nats://${service}:${encodeURIComponent(passwords[service])}@127.0.0.1:${port}`,
    async stop() {
      await supervisor.stop();
      await removeFiles();
    },
  };
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
