import type { PeerName } from '@sportello/contracts';
import { connect, type ConnectionOptions, type NatsConnection } from 'nats';
import type { BusLogger } from './bus';
import { BusUnavailable } from './bus-errors';
import { inboxPrefix } from './nats-permissions';

const CONNECT_MS = 30_000;
const ATTEMPT_MS = 3_000;

interface NatsConnectionOptions {
  readonly url: string;
  readonly service: PeerName;
  readonly logger: BusLogger;
  readonly connectMs?: number;
}

/** Tries until the first connection stands or its time is over; from then on the client reconnects by itself, for ever. */
export async function openConnection({
  url,
  service,
  logger,
  connectMs = CONNECT_MS,
}: NatsConnectionOptions): Promise<NatsConnection> {
  const options = optionsFor(url, service);
  const deadline = Date.now() + connectMs;
  for (;;) {
    try {
      return await connect(options);
    } catch (error) {
      if (Date.now() >= deadline) throw new BusUnavailable('NATS cannot be reached', { cause: error });
      logger.warn({ err: error }, 'NATS cannot be reached yet');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

function optionsFor(url: string, service: PeerName): ConnectionOptions {
  const servers = url.split(',').map((one) => new URL(one.trim()));
  const user = decodeURIComponent(servers[0]?.username ?? '');
  const pass = decodeURIComponent(servers[0]?.password ?? '');
  return {
    servers: servers.map((server) => server.host),
    name: service,
    ...(user && { user, pass }),
    ...(servers.some((server) => server.protocol === 'tls:') && { tls: {} }),
    inboxPrefix: inboxPrefix(service),
    timeout: ATTEMPT_MS,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    // A server that is being restarted with other credentials refuses for a while; giving up would need a restart of ours.
    ignoreAuthErrorAbort: true,
    pingInterval: 5_000,
    maxPingOut: 2,
  };
}
