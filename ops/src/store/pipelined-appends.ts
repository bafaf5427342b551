import type { CallOptions, EventStore, StoredEvent } from '@sportello/event-sourcing';

/** Appends that may be on their way at once. */
const IN_FLIGHT = 256;
/** Events of one append. */
const TOGETHER = 100;
const TOGETHER_BYTES = 500_000;
/** Events that may be on their way at once: so many may be missing behind one that arrived, when a copy is cut off. */
export const EVENTS_IN_FLIGHT = IN_FLIGHT * TOGETHER;

/**
 * Events one append after the other in log order, many on their way at once. A stream's next append waits for its last one, and everything
 * behind it waits too, so that a store which takes appends in the order of their arrival keeps the order of the log.
 */
export class PipelinedAppends {
  readonly #inFlight = new Map<string, Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly target: EventStore,
    private readonly call: CallOptions,
  ) {}

  /** Returns when all are on their way. @throws what an earlier append met */
  async write(events: readonly StoredEvent[]): Promise<void> {
    for (const run of runsOf(events)) {
      const stream = (run[0] as StoredEvent).stream;
      await this.#inFlight.get(stream);
      while (this.#inFlight.size >= IN_FLIGHT) await Promise.race(this.#inFlight.values());
      this.#throwFailure();
      const append = this.#append(stream, run).finally(() => this.#inFlight.delete(stream));
      this.#inFlight.set(stream, append);
    }
  }

  /** Returns when all have arrived. @throws what an append met */
  async drain(): Promise<void> {
    await Promise.all(this.#inFlight.values());
    this.#throwFailure();
  }

  async #append(stream: string, run: readonly StoredEvent[]): Promise<void> {
    try {
      const events = run.map(({ eventId, type, data, metadata }) => ({ eventId, type, data, metadata }));
      await this.target.append(stream, events, (run[0] as StoredEvent).revision - 1, this.call);
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}

/** Neighbours of the same stream go together: it costs nothing of the order. */
function* runsOf(events: readonly StoredEvent[]): Generator<readonly StoredEvent[]> {
  let run: StoredEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata);
    const last = run.at(-1);
    const fits = run.length < TOGETHER && bytes + size <= TOGETHER_BYTES;
    if (last && (last.stream !== event.stream || last.revision + 1 !== event.revision || !fits)) {
      yield run;
      run = [];
      bytes = 0;
    }
    run.push(event);
    bytes += size;
  }
  if (run.length > 0) yield run;
}
