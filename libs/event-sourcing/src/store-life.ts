import { EventStoreUnavailable, type CallOptions } from './event-store';

/** The life of an adapter: usable until it is closed, and closed once however often it is asked to. */
export class StoreLife {
  #closing: Promise<void> | undefined;

  /** Before every call. @throws EventStoreUnavailable once closing has begun, and the signal's reason */
  assertUsable({ signal }: CallOptions = {}): void {
    signal?.throwIfAborted();
    if (this.#closing) throw new EventStoreUnavailable('The event store is closed');
  }

  /** @param end finishes what was taken and lets go of the server; runs the first time only, later callers wait for the same end */
  close(end: () => Promise<void>): Promise<void> {
    this.#closing ??= end();
    return this.#closing;
  }
}
