import type { ServiceName } from '@sportello/contracts';

export interface NatsServer {
  /** Where a service connects, credentials included: a secret. */
  url(service: ServiceName): string;
  stop(): Promise<void>;
}

export interface NatsServerOptions {
  /** Default: a free one. */
  readonly port?: number;
}

/** Path of `nats-server`, or undefined. */
export function findNatsServer(): Promise<string | undefined> {
  return Promise.reject(new Error('Being written'));
}

/** Starts `nats-server` on the loopback with an account for each service. */
export function startNatsServer(_options: NatsServerOptions = {}): Promise<NatsServer> {
  return Promise.reject(new Error('Being written'));
}
