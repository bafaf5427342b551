import type { Client } from 'pg';
import { withinDeadline } from './deadline';
import { logNames } from './log-names';
import { connect, type ConnectionOptions } from './session';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;
const CLOSE_MS = 2_000;

/**
 * Wakes readers when any process has appended. It listens as soon as somebody wants to know, makes its connection again when it
 * is lost, waiting up to five seconds between tries, and then wakes everybody once, because something may have been missed.
 */
export class AppendedListener {
  readonly #callbacks = new Set<() => void>();
  #listening: Promise<Client | undefined> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #waking = false;
  #closed = false;

  constructor(private readonly options: ConnectionOptions) {}

  add(callback: () => void): () => void {
    const own = (): void => callback();
    this.#callbacks.add(own);
    if (!this.#closed) this.#listening ??= this.#listen();
    return () => void this.#callbacks.delete(own);
  }

  /** Calls everybody back, soon. */
  wake(): void {
    if (this.#waking || this.#callbacks.size === 0) return;
    this.#waking = true;
    setImmediate(() => {
      this.#waking = false;
      this.#callbacks.forEach((callback) => callback());
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#callbacks.clear();
    clearTimeout(this.#retry);
    const client = await this.#listening;
    if (client) await withinDeadline(client.end(), CLOSE_MS);
  }

  /** @returns undefined when it did not come about; then another try is on its way */
  async #listen(): Promise<Client | undefined> {
    const { url, schema, deadlineMs, onError } = this.options;
    const listen = (client: Client): Promise<unknown> => {
      client.on('notification', () => this.wake());
      return client.query(`listen ${logNames(schema).channel}`);
    };
    try {
      const client = await connect(url, deadlineMs, listen, (error) => {
        if (error) onError(error);
        this.#listenAgain();
      });
      this.#retryMs = FIRST_RETRY_MS;
      this.wake();
      return client;
    } catch (error) {
      onError(error instanceof Error ? error : new Error('Listening failed', { cause: error }));
      this.#listenAgain();
      return undefined;
    }
  }

  #listenAgain(): void {
    if (this.#closed) return;
    if (this.#retry) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#listening = this.#listen();
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }
}
