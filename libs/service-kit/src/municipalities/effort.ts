/** How much may be compared while something is checked, so that no file and no draft holds up the process that reads it. */
export class Effort {
  /** More than the limit when it did not do. */
  private spent = 0;

  /** @param limit comparisons of two sides */
  constructor(readonly limit: number) {}

  get isSpent(): boolean {
    return this.spent > this.limit;
  }

  /** @returns false when it is too much: then they must not be made */
  spend(comparisons: number): boolean {
    this.spent += comparisons;
    return !this.isSpent;
  }
}
