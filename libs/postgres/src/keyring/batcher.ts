import { DatabaseUnavailable } from '../errors';

/** Callers waiting for the next batch; more are refused, so that an overload cannot grow in memory. */
const MAX_WAITING = 10_000;

interface Waiting<Item, Answer> {
  readonly items: readonly Item[];
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers the items of concurrent callers into one statement: while a batch is on its way the next one fills.
 * `run` answers in the order of its items; its failure fails every caller of the batch.
 */
export class Batcher<Item, Answer> {
  private readonly waiting: Waiting<Item, Answer>[] = [];
  private running = false;

  constructor(
    private readonly run: (items: readonly Item[]) => Promise<readonly Answer[]>,
    private readonly maxItems: number,
  ) {}

  ask(items: readonly Item[]): Promise<readonly Answer[]> {
    if (items.length === 0) return Promise.resolve([]);
    if (this.waiting.length >= MAX_WAITING)
      return Promise.reject(new DatabaseUnavailable('Too many callers wait for the database'));
    return new Promise((resolve, reject) => {
      this.waiting.push({ items, resolve, reject });
      if (!this.running) void this.drain();
    });
  }

  /** Never rejects: every failure goes to the callers of its batch. */
  private async drain(): Promise<void> {
    this.running = true;
    // Whoever asks in this same turn of the event loop comes along.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.nextBatch();
      try {
        const answers = await this.run(batch.flatMap(({ items }) => items));
        let from = 0;
        for (const { items, resolve } of batch) resolve(answers.slice(from, (from += items.length)));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running = false;
  }

  private nextBatch(): Waiting<Item, Answer>[] {
    let items = 0;
    const fits = this.waiting.findIndex((caller, index) => (items += caller.items.length) > this.maxItems && index > 0);
    return this.waiting.splice(0, fits === -1 ? this.waiting.length : fits);
  }
}
