import { withinDeadline } from './within-deadline';

/**
 * Begins to listen to a store.
 * @param wake something was appended
 * @param lost called once, when listening has stood and then ended for whatever reason
 * @returns how to stop
 */
export type Listen = (wake: () => void, lost: (error: Error | undefined) => void) => Promise<() => Promise<unknown>>;

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;
const CLOSE_MS = 2_000;

/**
 * Wakes readers when any process has appended. It listens as soon as somebody wants to know, begins again when listening is
 * lost, waiting up to five seconds between tries, and then wakes everybody once, because something may have been missed.
 */
export class AppendedListener {
  readonly #callbacks = new Set<() => void>();
  #listening: Promise<(() => Promise<unknown>) | undefined> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #waking = false;
  #closed = false;

  /** @param onError told of each loss and each try that failed */
  constructor(
    private readonly begin: Listen,
    private readonly onError: (error: Error) => void,
  ) {}

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
    const stop = await this.#listening;
    if (stop) await withinDeadline(stop(), CLOSE_MS);
  }

  /** @returns undefined when it did not come about; then another try is on its way */
  async #listen(): Promise<(() => Promise<unknown>) | undefined> {
    try {
      const stop = await this.begin(
        () => this.wake(),
        (error) => {
          if (error) this.onError(error);
          this.#listenAgain();
        },
      );
      this.#retryMs = FIRST_RETRY_MS;
      this.wake();
      return stop;
    } catch (error) {
      this.onError(error instanceof Error ? error : new Error('Listening failed', { cause: error }));
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
