import {
  EventStoreUnavailable,
  START,
  type EventStore,
  type Projection,
  type ReadPage,
  type StoredEvent,
} from '@sportello/event-sourcing';
import type { Logger } from 'pino';
import type { Database } from '../database';
import { failureText } from '../failure-text';
import { FollowLoop, type StepOutcome } from '../follow-loop';
import { after, bringsNothing, cut, isOfThisLog } from '../same-log';
import { withPoisonApart } from './apply-events';
import {
  holdState,
  park,
  readParked,
  readState,
  writeCheckpoint,
  writeStopped,
  type ProjectionState,
} from './bookkeeping';
import { tableOf } from './generations';
import { byStream, TooManyParkedStreams } from './parked-streams';

export interface FollowerOptions {
  readonly store: EventStore;
  readonly database: Database;
  readonly projection: Projection;
  readonly logger: Logger;
  readonly pageSize: number;
  readonly onAdvanced: (events: readonly StoredEvent[]) => void;
  /** The checkpoint is of another log: builds the projection anew; `busy` when another replica is doing it. */
  readonly onDiverged: () => Promise<'rebuilt' | 'busy'>;
}

const BUILT_ANEW = 'LOG_DIVERGED: its checkpoint is of another log; it is being built anew';

type Advance = 'advanced' | 'busy' | 'moved' | 'stopped';

/** Keeps one projection up with the log, in this process. */
export class ProjectionFollower {
  caughtUp = false;
  lastError: string | undefined;
  private readonly loop: FollowLoop;
  private readonly stopping = new AbortController();
  /** What the row said when it was last seen; undefined: look again, and at the log too. */
  private known: ProjectionState | undefined;
  private logId = '';
  private toldDivergence = false;
  private ahead: { readonly after: string; readonly page: Promise<ReadPage> } | undefined;

  constructor(private readonly options: FollowerOptions) {
    this.loop = new FollowLoop(
      () => this.step(),
      (error, failures) => this.failed(error, failures),
    );
  }

  start(): void {
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop.stop();
  }

  /** Forgets what it knew of the row: a rebuild or an operator has changed it. */
  lookAgain(): void {
    this.known = undefined;
    this.loop.wake();
  }

  private async step(): Promise<StepOutcome> {
    const state = await this.resume();
    if (state === 'busy') return 'held';
    if (state.stoppedBecause !== undefined) {
      this.known = undefined;
      return 'idle';
    }
    const from = state.checkpoint?.position ?? START;
    const page = await this.pageAfter(from);
    if (bringsNothing(page, from)) {
      this.lastError = undefined;
      return this.atEnd(page);
    }
    if (!page.atEnd) this.readAhead(page.next);

    const outcome = await this.advance(page, state);
    this.lastError = undefined;
    switch (outcome) {
      case 'advanced':
        return this.atEnd(page);
      case 'moved':
        return 'more';
      case 'stopped':
        return 'idle';
      case 'busy':
        return this.behindAnother(page);
      default: {
        const never: never = outcome;
        return never;
      }
    }
  }

  /** The row's state; on the first time and after a failure also whether the log is still the one it was made from. */
  private async resume(): Promise<ProjectionState | 'busy'> {
    if (this.known) return this.known;
    const { database, projection, store, logger } = this.options;
    const state = await readState(database.worker, projection);
    if (!state) throw new Error(`Projection ${projection.name} version ${projection.version} has no row`);
    this.logId = await store.logId();
    if (state.checkpoint && !(await isOfThisLog(store, state.checkpoint, this.stopping.signal))) {
      this.caughtUp = false;
      if (!this.toldDivergence)
        logger.error({ projection: projection.name }, 'The checkpoint is of another log: the projection is built anew');
      this.toldDivergence = true;
      this.lastError = BUILT_ANEW;
      if ((await this.options.onDiverged()) === 'busy') return 'busy';
      return this.resume();
    }
    this.toldDivergence = false;
    this.known = state;
    return state;
  }

  private advance(page: ReadPage, expected: ProjectionState): Promise<Advance> {
    const { database, projection } = this.options;
    return withPoisonApart(projection, async (apply) => {
      let visible: readonly StoredEvent[] = [];
      const outcome = await database.asProjector(async (sql): Promise<Advance> => {
        const [state, parked] = await Promise.all([holdState(sql, projection), readParked(sql, projection)]);
        if (!state) return 'busy';
        if (state.generation !== expected.generation || state.checkpoint?.position !== expected.checkpoint?.position) {
          this.known = undefined;
          return 'moved';
        }
        const table = tableOf(projection, state.generation);
        const { applied, newlyParked, stoppedAt } = await apply(sql, table, page.events, byStream(parked));
        await park(sql, projection, newlyParked);
        // Up to the stream that was one too many, so that an operator sees which they are and can decide.
        const taken = stoppedAt === undefined ? page : cut(page, stoppedAt);
        const checkpoint = after(taken, this.logId, state.checkpoint);
        await writeCheckpoint(sql, projection, checkpoint);
        visible = applied;
        if (stoppedAt === undefined) {
          this.known = { ...state, checkpoint };
          return 'advanced';
        }
        await writeStopped(sql, projection, new TooManyParkedStreams().message);
        return 'stopped';
      });
      if (visible.length > 0 && (outcome === 'advanced' || outcome === 'stopped')) this.options.onAdvanced(visible);
      if (outcome === 'stopped') this.stopped();
      return outcome;
    });
  }

  private stopped(): void {
    this.known = undefined;
    this.ahead = undefined;
    const { projection, logger } = this.options;
    const reason = new TooManyParkedStreams().message;
    logger.error({ projection: projection.name }, `Projection stopped: ${reason}; see \`poison list\``);
  }

  /** Another replica is writing: this one is as far as that one is. */
  private async behindAnother(page: ReadPage): Promise<StepOutcome> {
    const { database, projection } = this.options;
    this.known = await readState(database.worker, projection);
    const position = this.known?.checkpoint?.position ?? START;
    if (page.atEnd && position >= page.next) this.caughtUp = true;
    return 'busy';
  }

  private atEnd(page: ReadPage): StepOutcome {
    if (!page.atEnd) return 'more';
    this.caughtUp = true;
    return 'idle';
  }

  private pageAfter(position: string): Promise<ReadPage> {
    const ahead = this.ahead;
    this.ahead = undefined;
    return ahead?.after === position ? ahead.page : this.read(position);
  }

  /** While one page is applied the next is on its way, never more. */
  private readAhead(position: string): void {
    const page = this.read(position);
    // Awaited by the next step; until then its failure must not count as unhandled.
    page.catch(() => undefined);
    this.ahead = { after: position, page };
  }

  private read(position: string): Promise<ReadPage> {
    const { store, pageSize, projection } = this.options;
    return store.readAll(position, pageSize, projection.filter, { signal: this.stopping.signal });
  }

  private failed(error: unknown, failures: number): void {
    this.known = undefined;
    this.ahead = undefined;
    this.lastError = failureText(error);
    const { logger, projection } = this.options;
    const unavailable = error instanceof EventStoreUnavailable;
    logger.warn(
      { projection: projection.name, failures, unavailable, reason: this.lastError },
      'A projection could not advance; it tries again',
    );
  }
}
