import type { Position } from '@sportello/event-sourcing';
import type { ParkedStream } from './parked-streams';

/** How one projection is doing, for health and operators. */
export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  readonly generation: number;
  /** Of the log that it was made from; absent before the first event. */
  readonly logId?: string;
  readonly position: Position;
  /** Has reached the end of the log at least once since this process started. A process that reads the view is not ready before. */
  readonly caughtUp: boolean;
  /** Streams with an event that `apply` could not take; their later events wait. */
  readonly parkedStreams: readonly ParkedStream[];
  /** Why it does not advance any more until an operator acts. */
  readonly stoppedBecause?: string;
  /** The last failure that is being retried. */
  readonly lastError?: string;
}

/** What `verify` found. */
export interface ProjectionVerification {
  readonly equal: boolean;
  /** Rows compared. */
  readonly rows: number;
  /** The first differences, by primary key and column, never contents. */
  readonly differences: readonly string[];
}
