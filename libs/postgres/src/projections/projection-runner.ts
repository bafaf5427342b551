import type { EventStore, Projection, SqlExecutor, StoredEvent } from '@sportello/event-sourcing';
import type { Logger } from 'pino';
import type { Database } from '../database';
import type { ServiceRoles } from '../roles';
import type { ProjectionStatus, ProjectionVerification } from './projection-status';

export interface ProjectionRunnerOptions {
  readonly store: EventStore;
  readonly database: Database;
  readonly projections: readonly Projection[];
  readonly logger: Logger;
  /** Events per transaction. Default 500. */
  readonly pageSize?: number;
  /** Called after the commit that made these events visible. */
  readonly onAdvanced?: (projection: string, events: readonly StoredEvent[]) => void;
}

export interface RebuildOptions {
  readonly signal?: AbortSignal;
  /** Called after every page with the number of events read so far. */
  readonly onProgress?: (events: number) => void;
}

/** Keeps read models up with the log. Any number of replicas may run it. */
export class ProjectionRunner {
  constructor(private readonly options: ProjectionRunnerOptions) {}

  /** Creates its bookkeeping tables; for a migration. */
  static create(sql: SqlExecutor, schema: string, roles: ServiceRoles): Promise<void> {
    return Promise.reject(new Error(`not yet ${String(sql)} ${schema} ${roles.worker}`));
  }

  /** Creates missing tables and views, then follows the log. */
  start(): Promise<void> {
    return Promise.reject(new Error(`not yet ${this.options.projections.length}`));
  }

  /** Ends after the transaction in flight. */
  stop(): Promise<void> {
    return Promise.resolve();
  }

  statuses(): Promise<readonly ProjectionStatus[]> {
    return Promise.resolve([]);
  }

  /** Whether the view of this projection has reached the end of the log since this process started. */
  caughtUp(name: string): boolean {
    return name === '';
  }

  /** Fills a new generation beside the old one and swaps the view in one transaction. @throws Error when another process is rebuilding it */
  rebuild(name: string, options: RebuildOptions = {}): Promise<void> {
    return Promise.reject(new Error(`not yet ${name} ${String(options.signal)}`));
  }

  /** Builds the rows again in a scratch table and compares them with the ones in use, at the same position. */
  verify(name: string, options: RebuildOptions = {}): Promise<ProjectionVerification> {
    return Promise.reject(new Error(`not yet ${name} ${String(options.signal)}`));
  }

  /** Applies the waiting events of parked streams (of one, or of all). @returns how many streams are parked no more */
  retryParked(name: string, stream?: string): Promise<number> {
    return Promise.reject(new Error(`not yet ${name} ${stream}`));
  }
}
