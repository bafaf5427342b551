/** A query, and the values that it binds. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** The `where` of a query, built condition by condition, every value bound. */
export class Conditions {
  readonly parameters: unknown[] = [];
  private readonly conditions: string[] = [];

  /** @param condition SQL with `?` where the value stands; it does not count when the value is undefined */
  add(condition: string, value: unknown): this {
    if (value === undefined) return this;
    this.conditions.push(condition.replaceAll('?', this.bind(value)));
    return this;
  }

  /** A condition without a value. */
  always(condition: string): this {
    this.conditions.push(condition);
    return this;
  }

  /** The placeholder of a further value. */
  bind(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  get where(): string {
    return this.conditions.join(' and ');
  }
}
