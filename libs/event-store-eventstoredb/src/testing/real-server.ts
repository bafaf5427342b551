import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort } from '@sportello/event-sourcing/testing';
import { GenericContainer, Wait } from 'testcontainers';

/** A real EventStoreDB for tests. */
export interface RealServer {
  readonly url: string;
  /** What it says it is; unknown for one that was only named. */
  readonly version: string;
  /** Ends it at once and starts it again on its port, with its data. Undefined for a server that is not ours. */
  readonly restart?: () => Promise<void>;
  /** Ends it and removes its data. A server that was only named stays. */
  stop(): Promise<void>;
}

const IMAGE = 'eventstore/eventstore:23.10.0-bookworm-slim';
const PORT = 2113;
const START_MS = 60_000;

/** The one named by EVENTSTOREDB_URL, else a new one by the executable EVENTSTOREDB_BIN, else a new one in a container. */
export async function realServer(): Promise<RealServer> {
  const url = process.env['EVENTSTOREDB_URL'];
  if (url) return { url, version: 'that of EVENTSTOREDB_URL', stop: () => Promise.resolve() };
  const executable = process.env['EVENTSTOREDB_BIN'];
  return executable ? ownServer(executable) : container();
}

/** A new server of its own on free ports. */
export async function ownServer(executable: string): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sportello-eventstoredb-'));
  const [port, replication] = [await freePort(), await freePort()];
  const start = (): Promise<() => Promise<void>> => launch(executable, folder, port, replication);
  let end = await start();
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    version: await version(port),
    restart: async () => {
      await end();
      end = await start();
    },
    stop: async () => {
      await end();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** @returns how to end it, without warning */
async function launch(
  executable: string,
  folder: string,
  port: number,
  replication: number,
): Promise<() => Promise<void>> {
  const args = [
    '--insecure',
    '--run-projections=None',
    `--db=${join(folder, 'db')}`,
    `--log=${join(folder, 'log')}`,
    `--node-port=${port}`,
    `--replication-port=${replication}`,
    '--chunk-initial-reader-count=2',
  ];
  const child = spawn(executable, args, {
    stdio: 'ignore',
    env: { ...process.env, EVENTSTORE_TELEMETRY_OPTOUT: 'true', EVENTSTORE_LOG: join(folder, 'log') },
  });
  const ended = once(child, 'exit');
  try {
    await eventually(() => child.exitCode !== null || ready(port), undefined, START_MS);
    if (child.exitCode !== null) throw new Error(`${executable} ended with ${child.exitCode}`);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return async () => {
    child.kill('SIGKILL');
    await ended;
  };
}

/** It answers before it takes appends; then it is the leader of its one node. */
async function ready(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/info`, { signal: AbortSignal.timeout(1_000) });
    return ((await answer.json()) as { state: string }).state === 'leader';
  } catch {
    return false;
  }
}

async function version(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/info`);
  return ((await answer.json()) as { esVersion: string }).esVersion;
}

async function container(): Promise<RealServer> {
  const started = await new GenericContainer(IMAGE)
    .withExposedPorts(PORT)
    .withEnvironment({ EVENTSTORE_INSECURE: 'true', EVENTSTORE_MEM_DB: 'true', EVENTSTORE_TELEMETRY_OPTOUT: 'true' })
    .withWaitStrategy(Wait.forHttp('/health/live', PORT).forStatusCodeMatching((code) => code < 300))
    .start();
  const port = started.getMappedPort(PORT);
  return {
    url: `esdb://${started.getHost()}:${port}?tls=false`,
    version: IMAGE,
    stop: async () => {
      await started.stop();
    },
  };
}
