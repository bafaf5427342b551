import {
  EventStoreUnavailable,
  type ExpectedRevisionConflict,
  InvalidEvent,
  type AppendResult,
  type EventToAppend,
} from '@sportello/event-sourcing';

/** One append, already checked. */
export interface AppendRequest {
  readonly stream: string;
  readonly events: readonly EventToAppend[];
  readonly expectedRevision: number;
  /** Bytes of its events, for the bounds. */
  readonly bytes: number;
}

/**
 * Writes requests of different streams in one transaction and answers each, in order.
 * Rejecting with InvalidEvent says that some request of the batch cannot be written; with anything else, that none could.
 */
export type WriteBatch = (
  batch: readonly AppendRequest[],
) => Promise<readonly (AppendResult | ExpectedRevisionConflict)[]>;

export interface BatchLimits {
  readonly requestsPerBatch: number;
  readonly bytesPerBatch: number;
  readonly requestsWaiting: number;
  readonly bytesWaiting: number;
  /** From the call to its answer, in milliseconds. */
  readonly deadlineMs: number;
}

interface Waiting extends AppendRequest {
  settled: boolean;
  settle(answer: AppendResult | Error): void;
}

/**
 * Group commit: appends that arrive while one batch is being written go together into the next. One batch is in flight at a
 * time; a second one would only halve the batches. A batch holds one request of a stream at most, so each request meets the
 * stream as its predecessor left it.
 */
export class AppendBatcher {
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | undefined;
  #scheduled = false;

  constructor(
    private readonly write: WriteBatch,
    private readonly limits: BatchLimits,
  ) {}

  /** @throws EventStoreUnavailable when too much is waiting or the deadline has passed, the signal's reason, or what the write answered */
  add(request: AppendRequest, signal?: AbortSignal): Promise<AppendResult> {
    const { requestsWaiting, bytesWaiting, deadlineMs } = this.limits;
    if (this.#waiting.length >= requestsWaiting || this.#waitingBytes + request.bytes > bytesWaiting) {
      return Promise.reject(new EventStoreUnavailable('Too many appends are waiting'));
    }
    return new Promise((resolve, reject) => {
      const abort = (): void => waiting.settle(signal?.reason as Error);
      const late = setTimeout(() => waiting.settle(new EventStoreUnavailable('The append took too long')), deadlineMs);
      const waiting: Waiting = {
        ...request,
        settled: false,
        settle(answer) {
          if (waiting.settled) return;
          waiting.settled = true;
          clearTimeout(late);
          signal?.removeEventListener('abort', abort);
          if (answer instanceof Error) reject(answer);
          else resolve(answer);
        },
      };
      signal?.addEventListener('abort', abort);
      this.#waiting.push(waiting);
      this.#waitingBytes += request.bytes;
      this.#schedule();
    });
  }

  /** Resolves when everything that was waiting has its answer. */
  async drain(): Promise<void> {
    while (this.#waiting.length > 0 || this.#writing) {
      await (this.#writing ?? new Promise((resolve) => setImmediate(resolve)));
    }
  }

  /** Not at once: callers that were just answered, or whose requests came in together, join the same batch. */
  #schedule(): void {
    if (this.#scheduled || this.#writing || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const batch = this.#take();
      this.#writing = this.#writeBatch(batch).finally(() => {
        this.#writing = undefined;
        this.#schedule();
      });
    });
  }

  /** The next batch, first come first served; what was given up meanwhile is dropped unwritten. */
  #take(): Waiting[] {
    const batch: Waiting[] = [];
    const streams = new Set<string>();
    const left: Waiting[] = [];
    let bytes = 0;
    let full = false;
    for (const waiting of this.#waiting) {
      if (waiting.settled) {
        this.#waitingBytes -= waiting.bytes;
        continue;
      }
      full ||= batch.length >= this.limits.requestsPerBatch;
      full ||= batch.length > 0 && bytes + waiting.bytes > this.limits.bytesPerBatch;
      if (full || streams.has(waiting.stream)) {
        left.push(waiting);
        continue;
      }
      streams.add(waiting.stream);
      batch.push(waiting);
      bytes += waiting.bytes;
    }
    this.#waiting = left;
    this.#waitingBytes -= bytes;
    return batch;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const answers = await this.write(batch);
      batch.forEach((waiting, index) => waiting.settle(answers[index] ?? new Error('An append was left unanswered')));
    } catch (error) {
      if (error instanceof InvalidEvent && batch.length > 1) {
        // One of them cannot be written. Alone, each fails or succeeds for itself.
        for (const waiting of batch) await this.#writeBatch([waiting]);
      } else {
        const reason = error instanceof Error ? error : new Error('The append failed', { cause: error });
        for (const waiting of batch) waiting.settle(reason);
      }
    }
  }
}
