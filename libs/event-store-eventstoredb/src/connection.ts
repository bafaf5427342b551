import { setImmediate as soon } from 'node:timers/promises';
import { withinDeadline, type CallOptions } from '@sportello/event-sourcing';
import { NotLeaderError } from '@eventstore/db-client';
import { asPortError, leavesClientUsable } from './client-errors';
import type { ConnectionSettings } from './connection-url';
import { LogClient } from './log-client';

interface Held {
  readonly client: LogClient;
  calls: number;
  retired: boolean;
}

/**
 * The client in use. Nothing in the client brings a dead one back for certain, so after a call that the server left without an
 * answer the next call gets a fresh one; the old one is let go when the last of its calls is over.
 */
export class Connection {
  #held: Held | undefined;
  readonly #ending = new Set<Promise<void>>();

  /**
   * @param deadlineMs of every call
   * @param onError told of what went wrong while letting go of a client
   */
  constructor(
    private readonly settings: ConnectionSettings,
    readonly deadlineMs: number,
    private readonly onError: (error: Error) => void,
  ) {}

  /**
   * @param work done a second time when the first came to a node that no longer leads, so it must be safe to repeat; appends are, by the ids of their events
   * @throws the port's errors, or the signal's reason
   */
  async call<T>(work: (client: LogClient) => Promise<T>, { signal }: CallOptions = {}): Promise<T> {
    const held = this.#hold();
    held.calls += 1;
    try {
      return await withinDeadline(atTheLeader(work, held.client), this.deadlineMs, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!leavesClientUsable(error)) this.#retire(held);
      throw asPortError(error);
    } finally {
      held.calls -= 1;
      this.#endIfOver(held);
    }
  }

  /** A client for a call that lasts; `release` it with whether it failed. */
  hold(): { readonly client: LogClient; release(error?: unknown): void } {
    const held = this.#hold();
    held.calls += 1;
    let released = false;
    return {
      client: held.client,
      release: (error) => {
        if (released) return;
        released = true;
        held.calls -= 1;
        if (error !== undefined && !leavesClientUsable(error)) this.#retire(held);
        this.#endIfOver(held);
      },
    };
  }

  /** Lets go of the client, once its calls are over. */
  async close(): Promise<void> {
    if (this.#held) this.#retire(this.#held);
    await withinDeadline(Promise.all(this.#ending), this.deadlineMs);
  }

  #hold(): Held {
    this.#held ??= { client: new LogClient(this.settings), calls: 0, retired: false };
    return this.#held;
  }

  #retire(held: Held): void {
    if (held.retired) return;
    held.retired = true;
    if (this.#held === held) this.#held = undefined;
    this.#endIfOver(held);
  }

  #endIfOver(held: Held): void {
    if (!held.retired || held.calls > 0) return;
    const ending: Promise<void> = held.client
      .end()
      .catch((error: unknown) => this.onError(asPortError(error)))
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

/** Whoever does not lead says who does, and the client turns there by itself, soon after it was told. */
async function atTheLeader<T>(work: (client: LogClient) => Promise<T>, client: LogClient): Promise<T> {
  try {
    return await work(client);
  } catch (error) {
    if (!(error instanceof NotLeaderError)) throw error;
    await soon();
    return work(client);
  }
}
