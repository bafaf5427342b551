import { setTimeout as pause } from 'node:timers/promises';
import type { Municipality } from '@sportello/service-kit';
import type { Logger } from 'pino';

/** A database that is away comes back within these, or somebody restarts it all. */
const PAUSES_MS = [1_000, 5_000, 30_000, 120_000, 600_000];

/** The first accounts of Comuni that come while the product runs. */
export class FirstAccounts {
  private readonly stopping = new AbortController();

  constructor(
    private readonly make: (municipalities: readonly Municipality[]) => Promise<void>,
    private readonly logger: Logger,
    private readonly pausesMs: readonly number[] = PAUSES_MS,
  ) {}

  /** Tried again for some minutes. Never rejects. */
  async of(municipalities: readonly Municipality[]): Promise<void> {
    if (municipalities.length === 0) return;
    for (const pauseMs of [...this.pausesMs, undefined]) {
      try {
        await this.make(municipalities);
        return;
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        if (pauseMs === undefined) {
          this.logger.error(
            { err: error },
            'The first accounts of a new municipality cannot be made; a restart makes them',
          );
          return;
        }
        this.logger.warn(
          { err: error, pauseMs },
          'The first accounts of a new municipality could not be made; trying again',
        );
        if (!(await this.rested(pauseMs))) return;
      }
    }
  }

  /** Nothing is tried any more. */
  stop(): void {
    this.stopping.abort();
  }

  private rested(pauseMs: number): Promise<boolean> {
    return pause(pauseMs, undefined, { signal: this.stopping.signal, ref: false }).then(
      () => true,
      () => false,
    );
  }
}
