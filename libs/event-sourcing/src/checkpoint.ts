import type { Position } from './event-store';
import type { SqlExecutor } from './sql-executor';

/** How far a reader of a log has come, with enough of the last event to notice that the log is another one. */
export interface Checkpoint {
  readonly logId: string;
  readonly position: Position;
  readonly lastEvent?: { readonly stream: string; readonly revision: number; readonly eventId: string };
}

/** The checkpoint does not belong to this log: the log was restored, replaced or cut. */
export class LogDiverged extends Error {
  override readonly name = 'LogDiverged';
}

/** Checkpoints of named readers, kept where their effects are kept. */
export interface Checkpoints {
  /** The checkpoint, without any lock. */
  read(name: string): Promise<Checkpoint | undefined>;

  /**
   * Runs `work` in one transaction that holds the named checkpoint, creating it when missing.
   * `work` returns the new checkpoint, or undefined to leave it. When another replica holds the row, answers
   * `busy` at once and `work` does not run.
   */
  advance(
    name: string,
    work: (current: Checkpoint | undefined, sql: SqlExecutor) => Promise<Checkpoint | undefined>,
  ): Promise<'advanced' | 'unchanged' | 'busy'>;
}
