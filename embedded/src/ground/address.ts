import type { Settings } from '@sportello/service-kit';

/** Where this machine reaches the gateway, as a URL; one that listens everywhere is reached on the loopback. */
export function addressOf({ host, port }: Pick<Settings, 'host' | 'port'>): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
