import type {
  Checkpoints,
  EventFilter,
  EventStore,
  Position,
  SqlExecutor,
  StoredEvent,
} from '@sportello/event-sourcing';
import type { Logger } from 'pino';

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
}

export interface LogSubscriptionStatus {
  readonly name: string;
  readonly position: Position;
  readonly caughtUp: boolean;
  /** The checkpoint is of another log: it holds until an operator acts. */
  readonly diverged: boolean;
  readonly lastError?: string;
}

/** A process manager on the log: every event once, in order, effects and checkpoint together. */
export class LogSubscription {
  constructor(private readonly options: LogSubscriptionOptions) {}

  start(): void {
    throw new Error(`not yet ${this.options.name}`);
  }

  /** Ends after the transaction in flight. */
  stop(): Promise<void> {
    return Promise.resolve();
  }

  status(): LogSubscriptionStatus {
    return { name: this.options.name, position: '', caughtUp: false, diverged: false };
  }
}
