export interface CircuitOptions {
  /** Wait after the first failure; it doubles with each further one. Milliseconds. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
}

/** Holds everything back while the way out is closed, so that a server that is down costs no delivery its attempts. */
export class Circuit {
  private failures = 0;
  private until = 0;
  private because: string | undefined;

  constructor(private readonly options: CircuitOptions) {}

  /** Why the way is closed, as a class of error; undefined while it is open. */
  get closedBecause(): string | undefined {
    return this.because;
  }

  /** Milliseconds until it is worth trying; 0: now. */
  remaining(): number {
    return Math.max(0, this.until - this.options.now());
  }

  /** After failures only one may try, until it gets through. */
  get probing(): boolean {
    return this.failures > 0;
  }

  /** @returns milliseconds to wait */
  failed(because: string): number {
    const wait = Math.min(this.options.baseMs * 2 ** Math.min(this.failures, 20), this.options.maxMs);
    this.failures += 1;
    this.because = because;
    this.until = this.options.now() + wait;
    return wait;
  }

  succeeded(): void {
    this.failures = 0;
    this.until = 0;
    this.because = undefined;
  }
}
