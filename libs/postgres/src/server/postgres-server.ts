import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { quoteIdentifier } from '../identifiers';
import { serverAccount, type Account } from './account';
import { findBinaries, type Binaries } from './binaries';
import { ensureCluster, serverEnvironment, SUPERUSER } from './cluster';
import { lockDataDir, type DataDirLock } from './data-dir-lock';
import { findPlaces, type Places } from './places';
import { livePostmaster, readPostmasterFile, stopPostmaster, type PostmasterFile } from './postmaster';
import { serverSettings } from './server-settings';

const DATABASE = 'sportello';
const START_ATTEMPTS = 3;
const LOOK_EVERY_MS = 10;

export interface PostgresServerOptions {
  /** Absolute or relative to the working folder; created when missing. */
  readonly dataDir: string;
  /** A lock already held by the caller; else the server takes and releases its own. */
  readonly lock?: DataDirLock;
  readonly logger?: Logger;
  /** Milliseconds until a server that is not ready counts as failed. Default 60,000 (crash recovery takes its time). */
  readonly startTimeoutMs?: number;
  /** Connections at once. Default 200, plenty for one installation; more for tests that run side by side. */
  readonly connections?: number;
}

export interface PostgresServer {
  /** Superuser URL of the database `sportello`. For provisioning only: services refuse it. */
  readonly adminUrl: string;
  readonly mode: 'started' | 'adopted';
  /** Where things are, for the box that people see. */
  readonly location: {
    /** The cluster's folder. */
    readonly data: string;
    readonly binaries: string;
    /** The account it runs as, when that is not ours. */
    readonly account?: string;
    /** The cluster could not stay in DATA_DIR. */
    readonly outsideDataDir: boolean;
  };
  /** Shuts down cleanly and releases the lock. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm brought, or adopts the one that a killed process of ours left; listens on the loopback only.
 * @throws DataDirInUse, and Error with the end of the server's log when it does not start
 */
export async function startPostgresServer(options: PostgresServerOptions): Promise<PostgresServer> {
  const lock = options.lock ?? (await lockDataDir(options.dataDir));
  const releaseOwn = async (): Promise<void> => {
    if (!options.lock) await lock.release();
  };
  try {
    const account = await serverAccount();
    const places = await findPlaces(lock.dataDir, account);
    const binaries = await findBinaries(account, places.elsewhere);
    const deadline = Date.now() + (options.startTimeoutMs ?? 60_000);
    const live = await settled(places.cluster, deadline);
    const password = await ensureCluster(places, binaries, account);
    const { pid, port } = live ?? (await start(places, binaries, account, deadline, options.connections));
    await ensureDatabase(urlOf(port, password, 'postgres'), places.cluster);
    const mode = live ? 'adopted' : 'started';
    options.logger?.info({ mode, port, data: places.cluster }, 'PostgreSQL is ready');
    return {
      adminUrl: urlOf(port, password, DATABASE),
      mode,
      location: {
        data: places.cluster,
        binaries: binaries.folder,
        ...(account ? { account: account.name } : {}),
        outsideDataDir: places.outsideDataDir,
      },
      async stop() {
        await stopPostmaster(pid, places.cluster, binaries);
        await releaseOwn();
      },
    };
  } catch (error) {
    await releaseOwn();
    throw error;
  }
}

/** A live server once it is ready; undefined when there is none, or when the one that was there has finished shutting down. */
async function settled(cluster: string, deadline: number): Promise<PostmasterFile | undefined> {
  for (;;) {
    const live = await livePostmaster(cluster);
    if (!live || live.status === 'ready') return live;
    if (Date.now() > deadline) throw new Error(`PostgreSQL (process ${live.pid}) is ${live.status} for too long`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function start(
  places: Places,
  binaries: Binaries,
  account: Account | undefined,
  deadline: number,
  connections: number | undefined,
): Promise<PostmasterFile> {
  for (let attempt = 1; ; attempt += 1) {
    const child = await spawnPostgres(places, binaries, account, serverSettings(await freePort(), connections));
    const ready = await waitUntilReady(child, places.cluster, deadline);
    if (ready) return ready;
    const log = (await readFile(places.log, 'utf8').catch(() => '')).trim().slice(-2_000);
    // Between our looking for a free port and its listening somebody else may have taken it.
    if (log.includes('could not bind') && attempt < START_ATTEMPTS) continue;
    throw new Error(`PostgreSQL did not start. The end of ${places.log}:\n${log}`);
  }
}

/** Detached: an interrupt from the terminal must reach us first, so that the database is the last to go. */
async function spawnPostgres(
  places: Places,
  binaries: Binaries,
  account: Account | undefined,
  settings: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = await open(places.log, 'w', 0o600);
  try {
    const child = spawn(binaries.postgres, ['-D', places.cluster, ...options], {
      ...(account ? { uid: account.uid, gid: account.gid, cwd: '/' } : {}),
      env: serverEnvironment(),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

async function waitUntilReady(
  child: ChildProcess,
  cluster: string,
  deadline: number,
): Promise<PostmasterFile | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    const file = await readPostmasterFile(cluster);
    if (file && file.pid === child.pid && file.status === 'ready') return file;
    if (Date.now() > deadline) {
      child.kill('SIGQUIT');
      return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return undefined;
}

/** Also makes sure that who answers on that port is the server of this cluster. */
async function ensureDatabase(url: string, cluster: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 60_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ folder: string; present: boolean }>(
      `select current_setting('data_directory') as folder, exists (select from pg_database where datname = $1) as present`,
      [DATABASE],
    );
    const folder = rows[0]?.folder ?? '';
    if ((await realpath(folder)) !== (await realpath(cluster)))
      throw new Error(`Another PostgreSQL, of ${folder}, answers there`);
    if (!rows[0]?.present) await client.query(`create database ${quoteIdentifier(DATABASE)}`);
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No free port')),
      );
    });
  });
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}
