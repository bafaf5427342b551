const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const LIMIT = 12;
/** A process that was up this long has earned a clean slate. */
const STEADY_MS = 30_000;

/** How long to wait before a process is started again, and when to give up on it. */
export class Restarts {
  private failures = 0;

  /**
   * The process ended. Returns milliseconds to wait before the next start, or undefined when it has failed too often in a row.
   * A process that had become ready counts as one failure at most, however often it falls afterwards.
   */
  ended(wasReady: boolean, upForMs: number): number | undefined {
    if (wasReady) this.failures = upForMs >= STEADY_MS ? 0 : Math.min(this.failures, 1);
    this.failures += 1;
    if (this.failures > LIMIT) return undefined;
    return Math.min(FIRST_PAUSE_MS * 2 ** (this.failures - 1), LONGEST_PAUSE_MS);
  }
}
