import type { CommandContext } from './command-context';

const WINDOW_MS = 3_000;

/** Counts, and tells of it with the rate of the last few seconds. */
export class ProgressMeter {
  #done = 0;
  #mark = { at: performance.now(), done: 0 };
  #before = this.#mark;

  constructor(
    private readonly phase: string,
    private readonly onProgress: CommandContext['onProgress'],
    private readonly total?: number,
  ) {}

  get done(): number {
    return this.#done;
  }

  add(count: number): void {
    this.#done += count;
    const now = performance.now();
    if (now - this.#mark.at > WINDOW_MS) {
      this.#before = this.#mark;
      this.#mark = { at: now, done: this.#done };
    }
    const { at, done } = this.#before;
    this.onProgress?.({
      phase: this.phase,
      done: this.#done,
      rate: Math.round((this.#done - done) / Math.max(0.001, (now - at) / 1000)),
      ...(this.total === undefined ? {} : { total: this.total }),
    });
  }
}
