/** How much may be compared while something is checked, so that no file and no draft holds up the process that reads it. */
export class Effort {
  private used = 0;

  /** @param limit comparisons of two sides */
  constructor(readonly limit: number) {}

  /** Comparisons made up to now; more than the limit when it did not do. */
  get spent(): number {
    return this.used;
  }

  get isSpent(): boolean {
    return this.used > this.limit;
  }

  /** @returns false when it is too much: then they must not be made */
  spend(comparisons: number): boolean {
    this.used += comparisons;
    return !this.isSpent;
  }
}
