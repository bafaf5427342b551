import type { FeedPage, PublicEvent, RefusalCode } from '@sportello/contracts';
import type { Checkpoint, Checkpoints, SqlExecutor } from '@sportello/event-sourcing';
import type { Bus, BusLogger, RequestContext } from './bus';
import { failureText } from './failure-text';
import { WakeUp } from './wake-up';

export interface FeedConsumerOptions<Event extends PublicEvent> {
  readonly bus: Bus;
  /** The feed's request subject. */
  readonly subject: string;
  /** The hint that says it grew. */
  readonly hint: string;
  /** Name of the checkpoint; readers of the same name share the work. */
  readonly name: string;
  readonly checkpoints: Checkpoints;
  readonly context: () => RequestContext;
  /** Runs in the transaction that moves the checkpoint: effects through `sql` happen exactly once. */
  readonly apply: (events: readonly Event[], sql: SqlExecutor) => Promise<void>;
  readonly logger: BusLogger;
  /** Milliseconds between reads that no hint asked for, and the longest wait after failures. Default 10,000. */
  readonly pollMs?: number;
  /** Events in one page, at most. Default 500. */
  readonly pageSize?: number;
}

export interface FeedStatus {
  /** The feed's position after the last page; empty before the first. */
  readonly position: string;
  /** The last read reached the end. */
  readonly caughtUp: boolean;
  /** The owner's log is another one: the reader holds until an operator decides. */
  readonly diverged: boolean;
  /** What went wrong last (`failureText`); absent after a read that went well. */
  readonly lastError?: string;
}

const POLL_MS = 10_000;
const PAGE_SIZE = 500;
/** Under steady traffic hints come faster than a transaction is worth: a page is asked for at most so often. */
const MIN_INTERVAL_MS = 50;
const FIRST_RETRY_MS = 50;

/** The owner does not let this reader read, or does not understand what it asks. */
class FeedRefused extends Error {
  override readonly name = 'FeedRefused';
  constructor(
    subject: string,
    readonly code: RefusalCode,
  ) {
    super(`${subject} refused to be read: ${code}`);
  }
}

/** What one read came to: more is there, the end was reached, another replica has the work, the log is another. */
type Outcome = 'more' | 'end' | 'busy' | 'diverged';

/**
 * Follows another service's feed: asks what came after the checkpoint, applies the page and moves the checkpoint in one transaction,
 * asks again. Hints only make it ask sooner, so that a lost one costs a poll. A page that cannot be applied is asked for again
 * in smaller pieces, so that what stands before the cause gets through, and is tried for ever: nothing is skipped.
 */
export class FeedConsumer<Event extends PublicEvent> {
  readonly #wakeUp = new WakeUp();
  #status: FeedStatus = { position: '', caughtUp: false, diverged: false };
  #running: { readonly stop: AbortController; readonly loop: Promise<void>; readonly unhear: () => void } | undefined;
  #failures = 0;
  #limit: number;

  constructor(private readonly options: FeedConsumerOptions<Event>) {
    this.#limit = options.pageSize ?? PAGE_SIZE;
  }

  start(): void {
    if (this.#running) throw new Error(`The reader ${this.options.name} runs already`);
    const stop = new AbortController();
    const unhear = this.options.bus.onHint(this.options.hint, () => this.#wakeUp.now());
    this.#running = { stop, unhear, loop: this.#follow(stop.signal) };
  }

  /** Ends after the transaction that is under way. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    running.unhear();
    running.stop.abort(new Error('The reader was stopped'));
    await running.loop;
    this.#running = undefined;
  }

  status(): FeedStatus {
    return this.#status;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const started = performance.now();
      const wait = await this.#step(signal);
      if (wait === 0) continue;
      const early = MIN_INTERVAL_MS - (performance.now() - started);
      if (early > 0) await this.#wakeUp.within(early, { signal, ignoreHints: true });
      await this.#wakeUp.within(wait, { signal, ignoreHints: this.#failures > 0 });
    }
  }

  /** Reads one page. @returns how many milliseconds to wait before the next */
  async #step(signal: AbortSignal): Promise<number> {
    const { pollMs = POLL_MS, logger, name } = this.options;
    try {
      const outcome = await this.#readPage(signal);
      this.#failures = 0;
      if (outcome === 'more') return 0;
      return outcome === 'busy' ? Math.min(pollMs, 1_000) : pollMs;
    } catch (error) {
      if (signal.aborted) return 0;
      this.#failures += 1;
      this.#status = { ...this.#status, caughtUp: false, lastError: failureText(error) };
      const wait = Math.min(pollMs, FIRST_RETRY_MS * 2 ** Math.min(this.#failures, 20));
      logger.warn(
        { reader: name, failures: this.#failures, wait, err: error },
        'A feed could not be followed; it will be tried again',
      );
      return wait;
    }
  }

  async #readPage(signal: AbortSignal): Promise<Outcome> {
    const { bus, subject, context, checkpoints, name } = this.options;
    const before = await checkpoints.read(name);
    const query = { limit: this.#limit, ...(before && { checkpoint: before }) };
    const reply = await bus.request<FeedPage<Event>>(subject, query, context(), { signal });
    if (!reply.ok) {
      if (reply.refusal.code === 'LOG_DIVERGED') return this.#hold(before);
      throw new FeedRefused(subject, reply.refusal.code);
    }
    const page = reply.value;
    const result = samePlace(before, page.checkpoint) ? 'unchanged' : await this.#advance(before, page);
    this.#status = { position: page.checkpoint.position, caughtUp: page.atEnd && result !== 'busy', diverged: false };
    if (result === 'busy') return 'busy';
    return page.atEnd ? 'end' : 'more';
  }

  async #advance(before: Checkpoint | undefined, page: FeedPage<Event>): Promise<'advanced' | 'unchanged' | 'busy'> {
    const { checkpoints, name, apply, pageSize = PAGE_SIZE } = this.options;
    try {
      const result = await checkpoints.advance(name, async (current, sql) => {
        // Another replica went on since we read: these events are done.
        if (!samePlace(current, before)) return undefined;
        if (page.events.length > 0) await apply(page.events, sql);
        return page.checkpoint;
      });
      this.#limit = pageSize;
      return result;
    } catch (error) {
      this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, page.events.length) / 2));
      throw error;
    }
  }

  #hold(at: Checkpoint | undefined): Outcome {
    const { logger, name, subject } = this.options;
    if (!this.#status.diverged) {
      logger.error(
        { reader: name, subject, position: at?.position },
        'The log behind a feed is another one: the reader holds',
      );
    }
    this.#status = { position: at?.position ?? '', caughtUp: false, diverged: true, lastError: 'LOG_DIVERGED' };
    return 'diverged';
  }
}

function samePlace(one: Checkpoint | undefined, other: Checkpoint | undefined): boolean {
  return (
    one?.logId === other?.logId &&
    one?.position === other?.position &&
    one?.lastEvent?.eventId === other?.lastEvent?.eventId
  );
}
