/** Between two wake-ups of other processes pass at least so many milliseconds; far less than a person notices. */
const INTERVAL_MS = 10;

/**
 * Rations NOTIFY. Each one wakes a session of the server for every listening process, and each process: with one writer it would
 * cost as much as the append. So a batch carries a notification when there was none lately; after one that did not, a
 * notification follows as soon as the interval is over, unless a later batch carries one first.
 */
export class WakeUps {
  #next = 0;
  #trailing: NodeJS.Timeout | undefined;

  /** @param notify sends a notification by itself; never rejects */
  constructor(private readonly notify: () => Promise<void>) {}

  /** Whether a batch that starts now should carry a notification. */
  due(): boolean {
    return performance.now() >= this.#next;
  }

  /** A batch was committed, with or without a notification. */
  committed(notified: boolean): void {
    if (notified) {
      this.#next = performance.now() + INTERVAL_MS;
      clearTimeout(this.#trailing);
      this.#trailing = undefined;
    } else {
      this.#trailing ??= setTimeout(() => void this.flush(), Math.max(0, this.#next - performance.now()));
    }
  }

  /** Sends the notification that is still to follow, if any. */
  async flush(): Promise<void> {
    if (!this.#trailing) return;
    clearTimeout(this.#trailing);
    this.#trailing = undefined;
    this.#next = performance.now() + INTERVAL_MS;
    await this.notify();
  }
}
