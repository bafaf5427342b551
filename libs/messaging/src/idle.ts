/** Counts what is under way, and tells when nothing is. */
export class Idle {
  #busy = 0;
  #onIdle: (() => void) | undefined;

  get busy(): number {
    return this.#busy;
  }

  enter(): void {
    this.#busy += 1;
  }

  leave(): void {
    this.#busy -= 1;
    if (this.#busy === 0) this.#onIdle?.();
  }

  /** Waits until nothing is under way, or so many milliseconds. @returns how much still is */
  async within(milliseconds: number): Promise<number> {
    if (this.#busy > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#onIdle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#busy;
  }
}
