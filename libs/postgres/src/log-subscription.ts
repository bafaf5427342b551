import {
  LogDiverged,
  START,
  type Checkpoint,
  type Checkpoints,
  type EventFilter,
  type EventStore,
  type Position,
  type ReadPage,
  type SqlExecutor,
  type StoredEvent,
} from '@sportello/event-sourcing';
import type { Logger } from 'pino';
import { failureText } from './failure-text';
import { FollowLoop, type StepOutcome } from './follow-loop';
import { after, bringsNothing, isOfThisLog } from './same-log';

export interface LogSubscriptionOptions {
  /** Of the checkpoint. */
  readonly name: string;
  readonly store: EventStore;
  readonly checkpoints: Checkpoints;
  readonly filter: EventFilter;
  /** Effects in `sql` are one transaction with the checkpoint; any other effect must bear repetition. */
  readonly handle: (events: readonly StoredEvent[], sql: SqlExecutor) => Promise<void>;
  readonly logger: Logger;
  /** Events per transaction. Default 100. */
  readonly pageSize?: number;
  /** Not woken by appends, and at work a twentieth of the time at most unless its steps are held up, for it rests ten seconds at most: it looks about once a second, and after a rush it stays behind for a while. */
  readonly unhurried?: boolean;
}

export interface LogSubscriptionStatus {
  readonly name: string;
  /** Of its checkpoint; absent before there is one, and before it was looked at. */
  readonly logId?: string;
  readonly position: Position;
  readonly caughtUp: boolean;
  /** The checkpoint is of another log: it holds until an operator acts. */
  readonly diverged: boolean;
  readonly lastError?: string;
}

const PAGE_SIZE = 100;
/** At work a twentieth of the time at most. */
const UNHURRIED_REST = 19;
/** A step that was held up, by a disk or by a crowded machine, is not followed by minutes without one. */
const LONGEST_UNHURRIED_REST_MS = 10_000;

/**
 * A process manager on the log: every event in order, effects and checkpoint together, one replica at a time. An event that `handle` does not
 * take is tried again, with growing pauses, and holds those behind it: what comes of an event is never left out.
 */
export class LogSubscription {
  private readonly loop: FollowLoop;
  private readonly stopping = new AbortController();
  private stopListening: (() => void) | undefined;
  /** The checkpoint as last seen; `unknown`: look again, and at the log too. */
  private known: Checkpoint | undefined | 'unknown' = 'unknown';
  private logId = '';
  private ofLog: string | undefined;
  private position: Position = START;
  private caughtUp = false;
  private diverged = false;
  private lastError: string | undefined;

  constructor(private readonly options: LogSubscriptionOptions) {
    this.loop = new FollowLoop(
      () => this.step(),
      (error, failures) => this.failed(error, failures),
      options.unhurried ? UNHURRIED_REST : 0,
      LONGEST_UNHURRIED_REST_MS,
    );
  }

  start(): void {
    if (!this.options.unhurried) this.stopListening = this.options.store.onAppended(() => this.loop.wake());
    this.loop.start();
  }

  /** Ends after the transaction in flight. */
  async stop(): Promise<void> {
    this.stopListening?.();
    this.stopping.abort();
    await this.loop.stop();
  }

  status(): LogSubscriptionStatus {
    const { ofLog, position, caughtUp, diverged, lastError } = this;
    return {
      name: this.options.name,
      ...(ofLog === undefined ? {} : { logId: ofLog }),
      position,
      caughtUp,
      diverged,
      ...(lastError === undefined ? {} : { lastError }),
    };
  }

  private async step(): Promise<StepOutcome> {
    const checkpoint = await this.resume();
    const { store, checkpoints, filter, handle, name, pageSize = PAGE_SIZE } = this.options;
    const from = checkpoint?.position ?? START;
    this.at(checkpoint);
    const page = await store.readAll(from, pageSize, filter, { signal: this.stopping.signal });
    if (bringsNothing(page, from)) {
      this.lastError = undefined;
      return this.atEnd(page);
    }

    let next: Checkpoint | undefined;
    const outcome = await checkpoints.advance(name, async (current, sql) => {
      if (current?.position !== checkpoint?.position || current?.logId !== checkpoint?.logId) return undefined;
      if (page.events.length > 0) await handle(page.events, sql);
      next = after(page, this.logId, checkpoint);
      return next;
    });
    this.lastError = undefined;
    if (outcome === 'advanced' && next) {
      this.known = next;
      this.at(next);
      return this.atEnd(page);
    }
    // Another replica is at work, or has been: look where it is.
    this.known = await checkpoints.read(name);
    return outcome === 'busy' ? 'busy' : 'more';
  }

  private async resume(): Promise<Checkpoint | undefined> {
    if (this.known !== 'unknown') return this.known;
    const { store, checkpoints, name } = this.options;
    const checkpoint = await checkpoints.read(name);
    this.at(checkpoint);
    this.logId = await store.logId();
    if (checkpoint && !(await isOfThisLog(store, checkpoint, this.stopping.signal)))
      throw new LogDiverged(`The checkpoint of ${name} is of another log`);
    this.diverged = false;
    this.known = checkpoint;
    return checkpoint;
  }

  private at(checkpoint: Checkpoint | undefined): void {
    this.position = checkpoint?.position ?? START;
    this.ofLog = checkpoint?.logId;
  }

  private atEnd(page: ReadPage): StepOutcome {
    if (!page.atEnd) return 'more';
    this.caughtUp = true;
    return 'idle';
  }

  private failed(error: unknown, failures: number): void {
    this.known = 'unknown';
    this.lastError = failureText(error);
    const { logger, name } = this.options;
    const fields = { subscription: name, failures, reason: this.lastError };
    if (!(error instanceof LogDiverged)) logger.warn(fields, 'A subscription could not advance; it tries again');
    else if (!this.diverged) logger.error(fields, 'A subscription holds until an operator acts: see `projection list`');
    // Told once. What else may fail meanwhile does not make the log the right one.
    this.diverged ||= error instanceof LogDiverged;
  }
}
