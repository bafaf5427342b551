import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OperationView } from '@sportello/contracts';
import { failureText, mayQuote, Refused } from '@sportello/messaging';
import type { Logger } from 'pino';

/** At once in one process; each may read the whole log. */
const MAX_RUNNING = 4;
/** An operation that ended is remembered for so long. */
const REMEMBERED_MS = 5 * 60_000;
/** One that nobody asks about any more while it waits to give what it found is called off. */
const PATIENCE_MS = 60_000;
/** What it may have found and not given yet. */
const MAX_UNTAKEN = 2_000;
const GRACE_MS = 3_000;
/** What is given in one reply: with items of some hundred bytes far below the limit of the bus. */
const MAX_ITEMS = 500;

/** What an operation may do to those who wait for it. */
export interface OperationRun {
  /** Ends when it is called off. */
  readonly signal: AbortSignal;
  readonly progress: (done: number) => void;
  /** Hands items over, however many; waits while many were not fetched yet. @throws the signal's reason when called off meanwhile */
  readonly give: (items: readonly object[]) => Promise<void>;
}

export interface OperationPlan {
  /** What it does, such as `rebuild`. */
  readonly kind: string;
  /** To what; one operation of a kind at a time. */
  readonly about: string;
  /** About how much there is to do. */
  readonly total?: number;
  /** @returns what it came to */
  readonly work: (run: OperationRun) => Promise<object | undefined>;
}

interface Running {
  readonly plan: OperationPlan;
  readonly stop: AbortController;
  readonly finished: Promise<void>;
}

interface Known {
  view: Omit<OperationView, 'items' | 'itemsEnd'>;
  items: object[];
  /** Number of the first of `items`. */
  first: number;
  polledAt: number;
  fetched: (() => void) | undefined;
}

/** Long operations of operators: started by one request, followed and called off by others, bounded, forgotten after their end. */
export class Operations {
  private readonly known = new Map<string, Known>();
  private readonly running = new Map<string, Running>();

  constructor(private readonly logger: Logger) {}

  /** @returns its id @throws Refused when there are too many, or the same is under way in this process */
  start(plan: OperationPlan): string {
    const { kind, about, total } = plan;
    for (const { plan: other } of this.running.values()) {
      if (other.kind === kind && other.about === about)
        throw new Refused({ code: 'TOO_MANY_REQUESTS', detail: `${kind} ${about} is under way already` });
    }
    if (this.running.size >= MAX_RUNNING)
      throw new Refused({ code: 'TOO_MANY_REQUESTS', detail: `${MAX_RUNNING} long operations are under way already` });
    const id = randomUUID();
    const view: Known['view'] = { id, kind, state: 'running', done: 0, ...(total === undefined ? {} : { total }) };
    const known: Known = { view, items: [], first: 0, polledAt: Date.now(), fetched: undefined };
    this.known.set(id, known);
    const stop = new AbortController();
    this.running.set(id, { plan, stop, finished: this.follow(plan, known, stop) });
    return id;
  }

  /** @param taken how many items the asker has: those are forgotten @throws Refused for one that is not, or no more, known here */
  view(id: string, taken: number): OperationView {
    const known = this.find(id);
    known.polledAt = Date.now();
    const surplus = Math.min(Math.max(0, taken - known.first), known.items.length);
    known.items.splice(0, surplus);
    known.first += surplus;
    known.fetched?.();
    const items = known.items.slice(0, MAX_ITEMS);
    return { ...known.view, items, itemsEnd: known.view.state !== 'running' && items.length === known.items.length };
  }

  /** Calls it off; one that has ended stays as it is. @throws Refused for one that is not known here */
  cancel(id: string): void {
    this.find(id);
    this.running.get(id)?.stop.abort(new CalledOff('An operator called it off'));
  }

  /** Calls everything off and waits for it, at most three seconds: a statement under way ends with its connection. */
  async close(): Promise<void> {
    const all = [...this.running.values()];
    for (const { stop } of all) stop.abort(new CalledOff('The service ends'));
    const late = new AbortController();
    const ended = Promise.all(all.map(({ finished }) => finished));
    const grace = delay(GRACE_MS, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([ended, grace]);
    late.abort();
  }

  private find(id: string): Known {
    const known = this.known.get(id);
    if (!known)
      throw new Refused({
        code: 'NOT_FOUND',
        detail: 'No such operation: it ended long ago, or its service was started again',
      });
    return known;
  }

  private async follow({ kind, about, work }: OperationPlan, known: Known, stop: AbortController): Promise<void> {
    const { id } = known.view;
    this.logger.info({ operation: id, kind, about }, 'An operator started an operation');
    // In a turn of its own, so that whoever starts it hears of it first.
    await Promise.resolve();
    try {
      stop.signal.throwIfAborted();
      const result = await work(this.runOf(known, stop));
      known.view = { ...known.view, state: 'done', ...(result === undefined ? {} : { result }) };
    } catch (error) {
      if (stop.signal.aborted) known.view = { ...known.view, state: 'cancelled' };
      else known.view = { ...known.view, state: 'failed', failure: describe(error) };
      this.logger.warn({ operation: id, kind, err: error }, 'An operation did not come to its end');
    }
    this.running.delete(id);
    this.logger.info({ operation: id, kind, about, state: known.view.state }, 'An operation ended');
    setTimeout(() => this.known.delete(id), REMEMBERED_MS).unref();
  }

  private runOf(known: Known, stop: AbortController): OperationRun {
    const { signal } = stop;
    return {
      signal,
      progress: (done) => {
        known.view = { ...known.view, done };
      },
      give: async (items) => {
        for (const item of items) {
          while (known.items.length >= MAX_UNTAKEN) {
            signal.throwIfAborted();
            if (Date.now() - known.polledAt > PATIENCE_MS) stop.abort(new CalledOff('Nobody fetches what it found'));
            await fetchedOrLater(known, signal);
          }
          known.items.push(item);
        }
      },
    };
  }
}

class CalledOff extends Error {
  override readonly name = 'CalledOff';
}

/** Until somebody fetched something, a second passed, or the operation was called off. */
function fetchedOrLater(known: Known, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      known.fetched = undefined;
      resolve();
    };
    const timer = setTimeout(done, 1_000);
    signal.addEventListener('abort', done, { once: true });
    known.fetched = done;
  });
}

/** A refusal says what it would in a reply. Errors of ours say what they are about; those of drivers may quote people's data. */
function describe(error: unknown): { readonly code: string; readonly detail: string } {
  if (error instanceof Refused) return { code: error.refusal.code, detail: error.refusal.detail ?? error.message };
  const code = failureText(error);
  const ours = error instanceof Error && error.name !== 'Error' && !mayQuote(error);
  return { code, detail: ours ? error.message : 'the log of the service says more' };
}
