import type { Checkpoint, Checkpoints, SqlExecutor } from '@sportello/event-sourcing';

/** Checkpoints and effects in memory. A statement's parameters are its effect: they count when the transaction does. */
export class InMemoryCheckpoints implements Checkpoints {
  /** Parameters of the statements that were committed, in order. */
  readonly effects: (readonly unknown[])[] = [];
  readonly #checkpoints = new Map<string, Checkpoint>();
  readonly #held = new Set<string>();

  async read(name: string): Promise<Checkpoint | undefined> {
    return this.#checkpoints.get(name);
  }

  async advance(
    name: string,
    work: (current: Checkpoint | undefined, sql: SqlExecutor) => Promise<Checkpoint | undefined>,
  ): Promise<'advanced' | 'unchanged' | 'busy'> {
    if (this.#held.has(name)) return 'busy';
    this.#held.add(name);
    try {
      const uncommitted: (readonly unknown[])[] = [];
      const sql: SqlExecutor = {
        query: async (_text, parameters = []) => {
          uncommitted.push(parameters);
          return { rows: [], rowCount: 0 };
        },
      };
      const next = await work(this.#checkpoints.get(name), sql);
      if (!next) return 'unchanged';
      this.#checkpoints.set(name, next);
      this.effects.push(...uncommitted);
      return 'advanced';
    } finally {
      this.#held.delete(name);
    }
  }
}
