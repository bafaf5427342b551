import type { PublicEvent } from '@sportello/contracts';
import type { Checkpoints, SqlExecutor } from '@sportello/event-sourcing';
import type { Bus, BusLogger, RequestContext } from './bus';

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
  /** Runs in the transaction that moves the checkpoint. */
  readonly apply: (events: readonly Event[], sql: SqlExecutor) => Promise<void>;
  readonly logger: BusLogger;
  /** Milliseconds between reads that no hint asked for. Default 10,000. */
  readonly pollMs?: number;
  /** Events in one page, at most. Default 500. */
  readonly pageSize?: number;
}

export interface FeedStatus {
  readonly position: string;
  readonly caughtUp: boolean;
  /** The owner's log is another one: the reader holds until an operator decides. */
  readonly diverged: boolean;
  readonly lastError?: string;
}

/** Follows another service's feed: page by page, effects and checkpoint in one transaction. */
export class FeedConsumer<Event extends PublicEvent> {
  constructor(private readonly options: FeedConsumerOptions<Event>) {}
  start(): void {
    throw new Error(`Being written: ${this.options.name}`);
  }
  stop(): Promise<void> {
    return Promise.reject(new Error('Being written'));
  }
  status(): FeedStatus {
    throw new Error('Being written');
  }
}
