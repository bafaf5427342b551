import { EventStoreUnavailable } from '@sportello/event-sourcing';
import { eventually } from '@sportello/event-sourcing/testing';
import { GenericContainer, Wait } from 'testcontainers';
import { EventStoreDbEventStore } from '../eventstoredb-event-store';
import { ServerNode } from './server-node';

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
const FIRST_CALL_MS = 60_000;

/** The one named by EVENTSTOREDB_URL, else a new one by the executable EVENTSTOREDB_BIN, else a new one in a container. */
export async function realServer(): Promise<RealServer> {
  const url = process.env['EVENTSTOREDB_URL'];
  if (url) return { url, version: 'that of EVENTSTOREDB_URL', stop: () => Promise.resolve() };
  const executable = process.env['EVENTSTOREDB_BIN'];
  return executable ? ownServer(executable) : container();
}

/** A new server of its own on free ports, the leader of its one node. */
export async function ownServer(executable: string): Promise<RealServer> {
  const node = await ServerNode.place(executable);
  const url = `esdb://${node.address}?tls=false`;
  const start = async (): Promise<string> => {
    node.start(['--insecure']);
    const { esVersion } = await node.reach(['leader']);
    await eventually(() => takesAppends(url), undefined, FIRST_CALL_MS);
    return esVersion;
  };
  try {
    return {
      url,
      version: await start(),
      restart: async () => {
        await node.kill();
        await start();
      },
      stop: () => node.remove(),
    };
  } catch (error) {
    await node.remove();
    throw error;
  }
}

/** Its first calls take a busy machine long: it compiles itself as it goes. */
async function takesAppends(url: string): Promise<boolean> {
  try {
    const store = await EventStoreDbEventStore.open({ url, onError: () => undefined });
    await store.close();
    return true;
  } catch (error) {
    if (error instanceof EventStoreUnavailable) return false;
    throw error;
  }
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
