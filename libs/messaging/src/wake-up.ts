/** A wait that a hint shortens. A hint that comes while nobody waits shortens the next wait. */
export class WakeUp {
  #hinted = false;
  #wake: (() => void) | undefined;

  now(): void {
    this.#hinted = true;
    this.#wake?.();
  }

  /** @param options `signal` ends the wait at once; with `ignoreHints` hints are kept for the wait after this one */
  async within(
    milliseconds: number,
    options: { readonly signal: AbortSignal; readonly ignoreHints: boolean },
  ): Promise<void> {
    const { signal, ignoreHints } = options;
    if (signal.aborted || (this.#hinted && !ignoreHints)) {
      this.#hinted = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done, { once: true });
      if (!ignoreHints) this.#wake = done;
    });
    if (!ignoreHints) this.#hinted = false;
  }
}
