import type { EventStore, Projection, SqlExecutor, StoredEvent } from '@sportello/event-sourcing';
import type { Logger } from 'pino';
import type { Database } from '../database';
import { DatabaseUnavailable } from '../errors';
import { failureText } from '../failure-text';
import type { ServiceRoles } from '../roles';
import { awaitState, createBookkeeping, goOnIfFewWait, readParked, readState, skip } from './bookkeeping';
import { dropOtherGenerations, ensureProjection } from './generations';
import { ProjectionFollower } from './projection-follower';
import type { ProjectionStatus, ProjectionVerification } from './projection-status';
import { rebuild, type RebuildOptions } from './rebuild';
import { retryParked } from './retry-parked';
import { verify } from './verify';

export type { RebuildOptions } from './rebuild';

export interface ProjectionRunnerOptions {
  readonly store: EventStore;
  readonly database: Database;
  readonly projections: readonly Projection[];
  readonly logger: Logger;
  /** Events per transaction. Default 1,000. */
  readonly pageSize?: number;
  /** Called after the commit that made these events visible. */
  readonly onAdvanced?: (projection: string, events: readonly StoredEvent[]) => void;
}

/** Another process is rebuilding or verifying this projection. */
export class ProjectionBusy extends Error {
  override readonly name = 'ProjectionBusy';
}

interface Followed {
  readonly projection: Projection;
  readonly follower: ProjectionFollower;
}

/**
 * Keeps read models up with the log. Any number of replicas may run it: for each batch one of them holds the checkpoint's row,
 * and rows, parked streams and checkpoint are one transaction. Woken by the store, and by itself every second.
 */
export class ProjectionRunner {
  private readonly followed = new Map<string, Followed>();
  private readonly pageSize: number;
  private stopListening: (() => void) | undefined;

  constructor(private readonly options: ProjectionRunnerOptions) {
    this.pageSize = options.pageSize ?? 1_000;
    for (const projection of options.projections) {
      if (this.followed.has(projection.name)) throw new Error(`Two projections are named ${projection.name}`);
      this.followed.set(projection.name, { projection, follower: this.follow(projection) });
    }
  }

  /** Creates its bookkeeping tables; for a migration. */
  static create(sql: SqlExecutor, schema: string, roles: ServiceRoles): Promise<void> {
    return createBookkeeping(sql, schema, roles);
  }

  /** Creates missing tables and views, then follows the log. */
  async start(): Promise<void> {
    const { database, store } = this.options;
    for (const { projection } of this.followed.values()) {
      await ensureProjection(database, projection);
      // What a killed rebuild left; when one is going on elsewhere, it is not for us to drop.
      await database.exclusively(lockOf(projection), () => this.dropUnused(projection));
    }
    this.stopListening = store.onAppended(() => this.followed.forEach(({ follower }) => follower.wake()));
    for (const { follower } of this.followed.values()) follower.start();
  }

  /** Ends after the transactions in flight. */
  async stop(): Promise<void> {
    this.stopListening?.();
    await Promise.all([...this.followed.values()].map(({ follower }) => follower.stop()));
  }

  /** @throws DatabaseUnavailable */
  statuses(): Promise<readonly ProjectionStatus[]> {
    const sql = this.options.database.worker;
    return Promise.all(
      [...this.followed.values()].map(async ({ projection, follower }) => {
        const [state, parkedStreams] = await Promise.all([readState(sql, projection), readParked(sql, projection)]);
        return {
          name: projection.name,
          version: projection.version,
          generation: state?.generation ?? 0,
          ...(state?.checkpoint ? { logId: state.checkpoint.logId } : {}),
          position: state?.checkpoint?.position ?? '',
          caughtUp: follower.caughtUp,
          parkedStreams,
          ...(state?.stoppedBecause === undefined ? {} : { stoppedBecause: state.stoppedBecause }),
          ...(follower.lastError === undefined ? {} : { lastError: follower.lastError }),
        };
      }),
    );
  }

  /** Whether the view of this projection has reached the end of the log since this process started. */
  caughtUp(name: string): boolean {
    return this.find(name).follower.caughtUp;
  }

  /** Fills a new generation beside the old one and swaps the view in one transaction. @throws ProjectionBusy, TooManyParkedStreams */
  async rebuild(name: string, options: RebuildOptions = {}): Promise<void> {
    if ((await this.tryRebuild(this.find(name).projection, options)) === 'busy') throw busy(name);
  }

  /** Builds the rows again in a scratch table and compares them with the ones in use, at the same position. @throws ProjectionBusy */
  async verify(name: string, options: RebuildOptions = {}): Promise<ProjectionVerification> {
    const { database, store } = this.options;
    const { projection } = this.find(name);
    const outcome = await database.exclusively(lockOf(projection), () =>
      verify(database, store, projection, this.pageSize, options),
    );
    if (outcome.busy) throw busy(name);
    return outcome.result;
  }

  /** Applies the waiting events of parked streams (of one, or of all). @returns how many streams are parked no more */
  async retryParked(name: string, stream?: string): Promise<number> {
    const { database, store } = this.options;
    const { projection, follower } = this.find(name);
    const freed = await retryParked(database, store, projection, (events) => this.advanced(projection, events), stream);
    follower.lookAgain();
    return freed;
  }

  /**
   * Goes on without a parked stream: it counts no more, and this projection, also when it is rebuilt, leaves it out until it is retried.
   * A projection that stopped because of too many goes on once few enough count. @returns whether the stream was parked
   */
  async skipParked(name: string, stream: string): Promise<boolean> {
    const { projection, follower } = this.find(name);
    const wasParked = await this.options.database.asWorker(async (sql) => {
      // Not while a batch, or a rebuild that takes over, writes down which streams are parked.
      await awaitState(sql, projection);
      if (!(await skip(sql, projection, stream))) return false;
      await goOnIfFewWait(sql, projection);
      return true;
    });
    follower.lookAgain();
    return wasParked;
  }

  private async tryRebuild(projection: Projection, options: RebuildOptions): Promise<'rebuilt' | 'busy'> {
    const { database, store, logger } = this.options;
    const outcome = await database.exclusively(lockOf(projection), async () => {
      logger.info({ projection: projection.name }, 'Rebuilding a projection');
      this.advanced(projection, await rebuild(database, store, projection, this.pageSize, options));
      await this.dropUnused(projection);
    });
    if (outcome.busy) return 'busy';
    this.find(projection.name).follower.lookAgain();
    logger.info({ projection: projection.name }, 'Rebuilt a projection');
    return 'rebuilt';
  }

  /** A reader may keep what is no longer in use; it only takes up space, until the next start or rebuild. */
  private async dropUnused(projection: Projection): Promise<void> {
    try {
      await dropOtherGenerations(this.options.database, projection);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      const fields = { projection: projection.name, reason: failureText(error) };
      this.options.logger.warn(fields, 'A generation that is no longer in use was not dropped yet');
    }
  }

  private follow(projection: Projection): ProjectionFollower {
    const { store, database, logger } = this.options;
    return new ProjectionFollower({
      store,
      database,
      projection,
      logger,
      pageSize: this.pageSize,
      onAdvanced: (events) => this.advanced(projection, events),
      onDiverged: () => this.tryRebuild(projection, {}),
    });
  }

  /** The rows are committed: whatever the listener does, they stay. */
  private advanced(projection: Projection, events: readonly StoredEvent[]): void {
    if (events.length === 0) return;
    try {
      this.options.onAdvanced?.(projection.name, events);
    } catch (error) {
      this.options.logger.error(
        { projection: projection.name, reason: failureText(error) },
        'The listener of a projection failed',
      );
    }
  }

  private find(name: string): Followed {
    const found = this.followed.get(name);
    if (!found) throw new Error(`There is no projection ${name}`);
    return found;
  }
}

function lockOf({ name, version }: Projection): string {
  return `rebuild ${name} ${version}`;
}

function busy(name: string): ProjectionBusy {
  return new ProjectionBusy(`Another process is rebuilding or verifying ${name}`);
}
