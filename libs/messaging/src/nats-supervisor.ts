import { setTimeout as pause } from 'node:timers/promises';
import type { BusLogger } from './bus';
import type { NatsProcess } from './nats-process';

/** A server that dies is started again this often; a longer life than HEALTHY_MS counts as a new one. */
export const MAX_RESTARTS = 5;
const HEALTHY_MS = 60_000;
const FIRST_PAUSE_MS = 100;

export interface NatsSupervisorOptions {
  /** Starts the server again where the first one was. */
  readonly relaunch: () => Promise<NatsProcess>;
  readonly logger?: BusLogger | undefined;
  /** Called when the server is gone for good. */
  readonly onGone?: ((error: Error) => void) | undefined;
}

/** Starts a server again when it dies, as often as it may. A start that fails counts as one, and the next waits twice as long. */
export class NatsSupervisor {
  readonly #stop = new AbortController();
  readonly #supervised: Promise<void>;

  constructor(
    private running: NatsProcess,
    private readonly options: NatsSupervisorOptions,
  ) {
    this.#supervised = this.#supervise().catch((error: unknown) => {
      const gone = error instanceof Error ? error : new Error(String(error));
      options.logger?.error({ err: gone }, 'nats-server is gone');
      options.onGone?.(gone);
    });
  }

  get pid(): number {
    return this.running.pid;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.running.terminate();
    await this.#supervised;
    await this.running.ended;
  }

  async #supervise(): Promise<void> {
    for (let restarts = 0; ;) {
      const since = Date.now();
      const end = await this.running.ended;
      if (Date.now() - since > HEALTHY_MS) restarts = 0;
      if (this.#stop.signal.aborted) return;
      restarts = await this.#restart(restarts, end);
      if (this.#stop.signal.aborted) this.running.terminate();
    }
  }

  /** @returns how many restarts that makes @throws Error when they are used up */
  async #restart(before: number, end: string): Promise<number> {
    let last = end;
    for (let restarts = before + 1; restarts <= MAX_RESTARTS; restarts += 1) {
      this.options.logger?.error({ end: last }, 'nats-server died and is started again');
      try {
        this.running = await this.options.relaunch();
        return restarts;
      } catch (error) {
        last = error instanceof Error ? error.message : String(error);
      }
      await pause(FIRST_PAUSE_MS * 2 ** restarts, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      if (this.#stop.signal.aborted) return restarts;
    }
    throw new Error(`nats-server died or did not start ${MAX_RESTARTS + 1} times; last: ${last}`);
  }
}
