import { EventStoreUnavailable } from '@sportello/event-sourcing';

export interface GateLimits {
  readonly inFlight: number;
  readonly bytesInFlight: number;
  readonly waiting: number;
  readonly bytesWaiting: number;
  /** From the call to its answer, in milliseconds. */
  readonly deadlineMs: number;
}

interface Waiting {
  readonly bytes: number;
  settled: boolean;
  start(): Promise<void>;
}

/** Keeps many appends in flight, never more than the bounds; the others wait in the order they came, no longer than the deadline. */
export class AppendGate {
  readonly #waiting: Waiting[] = [];
  #bytesWaiting = 0;
  #inFlight = 0;
  #bytesInFlight = 0;
  #drained: (() => void) | undefined;

  constructor(private readonly limits: GateLimits) {}

  /**
   * @param work settles by itself, sooner or later: until then it counts as in flight
   * @throws EventStoreUnavailable when too much is waiting or the deadline has passed, the signal's reason, or what `work` throws
   */
  run<T>(bytes: number, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { waiting, bytesWaiting, deadlineMs } = this.limits;
    if (this.#waiting.length >= waiting || this.#bytesWaiting + bytes > bytesWaiting) {
      return Promise.reject(new EventStoreUnavailable('Too many appends are waiting'));
    }
    return new Promise<T>((resolve, reject) => {
      const abort = (): void => settle(() => reject(signal?.reason as Error));
      const late = setTimeout(
        () => settle(() => reject(new EventStoreUnavailable('The append took too long'))),
        deadlineMs,
      );
      const settle = (how: () => void): void => {
        if (entry.settled) return;
        entry.settled = true;
        clearTimeout(late);
        signal?.removeEventListener('abort', abort);
        how();
      };
      const entry: Waiting = {
        bytes,
        settled: false,
        start: () =>
          work().then(
            (result) => settle(() => resolve(result)),
            (error: unknown) =>
              settle(() => reject(error instanceof Error ? error : new Error('The append failed', { cause: error }))),
          ),
      };
      signal?.addEventListener('abort', abort);
      this.#waiting.push(entry);
      this.#bytesWaiting += bytes;
      this.#letIn();
    });
  }

  /** Settles when nothing is waiting or in flight. */
  async drain(): Promise<void> {
    if (this.#waiting.length + this.#inFlight === 0) return;
    await new Promise<void>((resolve) => (this.#drained = resolve));
  }

  #letIn(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (!next.settled && !this.#hasRoomFor(next.bytes)) return;
      this.#waiting.shift();
      this.#bytesWaiting -= next.bytes;
      if (!next.settled) this.#start(next);
    }
    if (this.#inFlight === 0) this.#drained?.();
  }

  #start(entry: Waiting): void {
    this.#inFlight += 1;
    this.#bytesInFlight += entry.bytes;
    void entry.start().finally(() => {
      this.#inFlight -= 1;
      this.#bytesInFlight -= entry.bytes;
      this.#letIn();
    });
  }

  #hasRoomFor(bytes: number): boolean {
    const { inFlight, bytesInFlight } = this.limits;
    return this.#inFlight === 0 || (this.#inFlight < inFlight && this.#bytesInFlight + bytes <= bytesInFlight);
  }
}
