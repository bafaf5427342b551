const POLL_MS = 1_000;
/** Under steady traffic wakes come faster than a transaction is worth: at most one step in this time. */
const MIN_INTERVAL_MS = 40;
const FIRST_BACK_OFF_MS = 100;
const LAST_BACK_OFF_MS = 5_000;

/** What one step found: more to do at once, nothing until woken, another replica at work, or one at long work, which no wake shortens. */
export type StepOutcome = 'more' | 'idle' | 'busy' | 'held';

/**
 * Repeats a step for as long as it runs: at once while there is more, else when woken or after a second.
 * A failing step is tried again after a growing pause of at most five seconds; the failure is told, and shown until a step succeeds.
 */
export class FollowLoop {
  private running: Promise<void> | undefined;
  private stopped = false;
  private woken = false;
  private startedAt = 0;
  private failures = 0;
  private held = false;
  private endPause: (() => void) | undefined;

  constructor(
    private readonly step: () => Promise<StepOutcome>,
    private readonly onFailure: (error: unknown, failures: number) => void,
    /** Also while there is more: rests so many times as long as the step took, for what must not be felt by others. */
    private readonly restFactor = 0,
    private readonly longestRestMs = Infinity,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** A hint that there may be something to do. Does not shorten the pause after a failure, or while another replica is at long work. */
  wake(): void {
    this.woken = true;
    if (this.failures > 0 || this.held || !this.endPause) return;
    const early = MIN_INTERVAL_MS - (performance.now() - this.startedAt);
    if (early <= 0) this.endPause();
    else setTimeout(() => this.endPause?.(), early);
  }

  /** Ends after the step in flight. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.endPause?.();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.woken = false;
      this.startedAt = performance.now();
      const outcome = await this.attempt();
      this.held = outcome === 'held';
      await this.pause(outcome === 'more' ? this.rest() : this.pauseAfter(outcome));
    }
  }

  private async attempt(): Promise<StepOutcome | 'failed'> {
    try {
      const outcome = await this.step();
      this.failures = 0;
      return outcome;
    } catch (error) {
      if (this.stopped) return 'idle';
      this.failures += 1;
      this.onFailure(error, this.failures);
      return 'failed';
    }
  }

  private rest(): number {
    return Math.min(this.restFactor * (performance.now() - this.startedAt), this.longestRestMs);
  }

  private pauseAfter(outcome: StepOutcome | 'failed'): number {
    if (outcome === 'failed') return Math.min(FIRST_BACK_OFF_MS * 2 ** (this.failures - 1), LAST_BACK_OFF_MS);
    if (outcome === 'held') return POLL_MS;
    if (this.woken) return Math.max(0, MIN_INTERVAL_MS - (performance.now() - this.startedAt));
    return outcome === 'busy' ? POLL_MS / 10 : POLL_MS;
  }

  private async pause(ms: number): Promise<void> {
    if (this.stopped || ms === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.endPause = undefined;
  }
}
