/** How often something happened in the current window. */
export interface Count {
  readonly hits: number;
  /** Milliseconds until counting starts anew. */
  readonly msLeft: number;
}

interface Window {
  hits: number;
  readonly ends: number;
}

/**
 * Counts by key in fixed windows. Holds at most `capacity` keys: beyond it the oldest window is forgotten, so that a flood of addresses
 * costs memory once.
 */
export class BoundedCounters {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly capacity: number,
    private readonly now: () => number = Date.now,
  ) {}

  hit(key: string, windowMs: number): Count {
    const now = this.now();
    const current = this.windows.get(key);
    if (current !== undefined && current.ends > now) {
      current.hits += 1;
      return { hits: current.hits, msLeft: current.ends - now };
    }
    this.windows.delete(key);
    if (this.windows.size >= this.capacity) this.forgetOldest();
    this.windows.set(key, { hits: 1, ends: now + windowMs });
    return { hits: 1, msLeft: windowMs };
  }

  get size(): number {
    return this.windows.size;
  }

  private forgetOldest(): void {
    const oldest = this.windows.keys().next();
    if (!oldest.done) this.windows.delete(oldest.value);
  }
}
