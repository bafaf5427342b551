/**
 * A signal for one call that fires with a longer-lived one, or when its time is over. Unlike `AbortSignal.any`, which leaves an entry at
 * the longer-lived signal with every call (Node 20 to 24), it is gone when the call is over.
 */
export class CallSignal {
  readonly #own = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #follow = (): void => this.#own.abort(this.outer?.reason);
  #late = false;

  /**
   * @param outer the caller's, which may live as long as the process
   * @param milliseconds the call's time, when it has one
   */
  constructor(
    private readonly outer: AbortSignal | undefined,
    milliseconds?: number,
  ) {
    if (outer?.aborted) this.#follow();
    else outer?.addEventListener('abort', this.#follow);
    if (milliseconds !== undefined) this.#timer = setTimeout(() => this.#expire(), milliseconds);
  }

  get signal(): AbortSignal {
    return this.#own.signal;
  }

  /** Whether it was the time that fired it, and not the caller. */
  get late(): boolean {
    return this.#late;
  }

  /** Ends what still goes on under this signal, too. */
  abort(): void {
    this.release();
    this.#own.abort();
  }

  /** Lets go of the longer-lived signal and of the clock. To be called when the call is over, however it ended. */
  release(): void {
    clearTimeout(this.#timer);
    this.outer?.removeEventListener('abort', this.#follow);
  }

  #expire(): void {
    if (this.#own.signal.aborted) return;
    this.#late = true;
    this.release();
    this.#own.abort();
  }
}
