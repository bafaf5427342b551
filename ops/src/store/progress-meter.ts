import type { Position } from '@sportello/event-sourcing';
import type { CommandContext } from './command-context';
import type { LogShare } from './log-share';

const WINDOW_MS = 3_000;

/** Counts, and tells of it with the rate of the last few seconds. */
export class ProgressMeter {
  #done = 0;
  #mark = { at: performance.now(), done: 0 };
  #before = this.#mark;

  /** @param whole how many there are, or what tells it while a log is read */
  constructor(
    private readonly phase: string,
    private readonly onProgress: CommandContext['onProgress'],
    private readonly whole?: number | LogShare,
  ) {}

  get done(): number {
    return this.#done;
  }

  /** @param at in a log: up to where it was read */
  add(count: number, at?: Position): void {
    this.#done += count;
    const now = performance.now();
    if (now - this.#mark.at > WINDOW_MS) {
      this.#before = this.#mark;
      this.#mark = { at: now, done: this.#done };
    }
    const { at: since, done } = this.#before;
    const total = this.#total(at);
    this.onProgress?.({
      phase: this.phase,
      done: this.#done,
      rate: Math.round((this.#done - done) / Math.max(0.001, (now - since) / 1000)),
      ...(total === undefined ? {} : { total }),
    });
  }

  #total(at: Position | undefined): number | undefined {
    if (this.whole === undefined || typeof this.whole === 'number') return this.whole;
    return at === undefined ? undefined : this.whole.total(this.#done, at);
  }
}
