import { Client, type ClientConfig } from 'pg';
import type { Logger } from 'pino';
import { quoteIdentifier } from './identifiers';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;

/** One connection for all LISTENs of a database; made at the first, made again when lost. */
export class ListenConnection {
  private readonly callbacks = new Map<string, Set<() => void>>();
  private client: Client | undefined;
  private connecting: Promise<void> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private retryMs = FIRST_RETRY_MS;
  private closed = false;

  constructor(
    private readonly config: ClientConfig,
    private readonly logger: Logger,
  ) {}

  async listen(channel: string, callback: () => void): Promise<() => Promise<void>> {
    const callbacks = this.callbacks.get(channel) ?? new Set();
    this.callbacks.set(channel, callbacks.add(callback));
    if (this.client) await this.client.query(`listen ${quoteIdentifier(channel)}`);
    else await this.connect();
    return async () => {
      callbacks.delete(callback);
      if (callbacks.size > 0 || this.callbacks.get(channel) !== callbacks) return;
      this.callbacks.delete(channel);
      await this.client?.query(`unlisten ${quoteIdentifier(channel)}`);
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    const client = this.client;
    this.client = undefined;
    await client?.end();
  }

  private connect(): Promise<void> {
    this.connecting ??= this.openClient().finally(() => {
      this.connecting = undefined;
    });
    return this.connecting;
  }

  private async openClient(): Promise<void> {
    const client = new Client(this.config);
    client.on('error', (error) =>
      this.logger.warn({ error: error.message }, 'The connection that listens for notifications was lost'),
    );
    client.on('end', () => this.lost(client));
    client.on('notification', ({ channel }) => this.call(channel));
    await client.connect();
    for (const channel of this.callbacks.keys()) await client.query(`listen ${quoteIdentifier(channel)}`);
    if (this.closed) {
      await client.end();
      return;
    }
    this.client = client;
    this.retryMs = FIRST_RETRY_MS;
  }

  private lost(client: Client): void {
    if (this.closed || this.client !== client) return;
    this.client = undefined;
    this.reconnectLater();
  }

  private reconnectLater(): void {
    this.retry = setTimeout(() => {
      this.connect().then(
        () => [...this.callbacks.keys()].forEach((channel) => this.call(channel)),
        (error: unknown) => {
          this.logger.warn(
            { error: error instanceof Error ? error.message : 'unknown' },
            'Cannot listen for notifications yet',
          );
          if (!this.closed) this.reconnectLater();
        },
      );
    }, this.retryMs);
    this.retry.unref();
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
  }

  private call(channel: string): void {
    for (const callback of this.callbacks.get(channel) ?? []) callback();
  }
}
