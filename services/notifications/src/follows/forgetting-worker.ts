import { WakeUp } from '@sportello/messaging';
import type { Logger } from 'pino';

export interface ForgettingWorkerOptions {
  /** Forgets some of those that are over. @returns whether there may be more */
  readonly forget: (signal: AbortSignal) => Promise<boolean>;
  readonly logger: Pick<Logger, 'warn'>;
  /** Milliseconds between looks. */
  readonly pollMs: number;
}

/** Forgets follows that are over, in its own time: whoever answers for their keys may be away, and nothing else waits for it. Any number of these may run. */
export class ForgettingWorker {
  private readonly pause = new WakeUp();
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly options: ForgettingWorkerOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Gives up the call under way; what it was for is forgotten after the next start. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('Nothing is forgotten any more: the service stops'));
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const more = await this.round(signal);
      if (!more) await this.pause.within(this.options.pollMs, { signal, ignoreHints: true });
    }
  }

  private async round(signal: AbortSignal): Promise<boolean> {
    try {
      return await this.options.forget(signal);
    } catch (error) {
      if (!signal.aborted)
        this.options.logger.warn({ err: error }, 'Follows that are over cannot be forgotten now; it is tried again');
      return false;
    }
  }
}
