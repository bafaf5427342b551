import {
  AppendedListener,
  checkAppend,
  type AppendResult,
  type AppendsInOrder,
  type CallOptions,
  type EventFilter,
  type EventStore,
  type EventToAppend,
  type FilesByMunicipality,
  type Position,
  type ReadPage,
  StoreLife,
  type StoredEvent,
} from '@sportello/event-sourcing';
import { AppendBatcher } from './append-batcher';
import { AppendConnection } from './append-connection';
import { listenForAppends } from './append-notifications';
import { asPortError } from './database-errors';
import { inOrderRequest } from './in-order-request';
import { LogReader } from './log-reader';
import { UnsafeServer, type ConnectionOptions } from './session';

export interface PostgresEventStoreOptions {
  /** Connection string of the worker role. */
  readonly url: string;
  /** The schema that `createEventStore` filled; `event_store`. */
  readonly schema?: string;
  /** Of every call, in milliseconds; 4,000, within the five seconds of a request on the bus. */
  readonly deadlineMs?: number;
  /** Appends that may wait for the batch in flight; 10,000. */
  readonly queueSize?: number;
  /** Told of what happens between calls, such as a lost connection that will be made again. */
  readonly onError: (error: Error) => void;
}

const DEADLINE_MS = 4_000;
const QUEUE_SIZE = 10_000;
const BATCH = { requestsPerBatch: 512, bytesPerBatch: 2_000_000, bytesWaiting: 64_000_000 };
/** PostgreSQL's `integer`, which revisions and limits are. */

/** The log in PostgreSQL. Appends that arrive together are written together; see `append_batch` for why no reader can skip one. */
export class PostgresEventStore implements EventStore, AppendsInOrder, FilesByMunicipality {
  readonly #reader: LogReader;
  readonly #listener: AppendedListener;
  readonly #appends: AppendConnection;
  readonly #batcher: AppendBatcher;
  readonly #life = new StoreLife();

  private constructor(connection: ConnectionOptions, queueSize: number) {
    this.#reader = new LogReader(connection);
    this.#listener = new AppendedListener(listenForAppends(connection), connection.onError);
    this.#appends = new AppendConnection(connection);
    this.#batcher = new AppendBatcher(
      async (batch) => {
        const answers = await this.#appends.write(batch);
        this.#listener.wake();
        return answers;
      },
      { ...BATCH, requestsWaiting: queueSize, deadlineMs: connection.deadlineMs },
    );
  }

  /** @throws UnsafeServer when the server may lose what it acknowledges, EventStoreUnavailable when it cannot be reached */
  static async open(options: PostgresEventStoreOptions): Promise<PostgresEventStore> {
    const { url, schema = 'event_store', deadlineMs = DEADLINE_MS, queueSize = QUEUE_SIZE, onError } = options;
    const store = new PostgresEventStore({ url, schema, deadlineMs, onError }, queueSize);
    try {
      await store.#appends.connected();
    } catch (error) {
      await store.close();
      throw error instanceof UnsafeServer ? error : asPortError(error);
    }
    return store;
  }

  async logId(): Promise<string> {
    this.#life.assertUsable();
    return this.#reader.logId();
  }

  async append(
    stream: string,
    events: readonly EventToAppend[],
    expectedRevision: number,
    options: CallOptions = {},
  ): Promise<AppendResult> {
    this.#life.assertUsable(options);
    const bytes = checkAppend(stream, events, expectedRevision);
    return this.#batcher.add({ stream, events, expectedRevision, bytes }, options.signal);
  }

  /** Beside the appends of others, each call one transaction. */
  async appendInOrder(events: readonly StoredEvent[], options: CallOptions = {}): Promise<void> {
    this.#life.assertUsable(options);
    if (events.length === 0) return;
    await this.#appends.writeInOrder(inOrderRequest(events));
    this.#listener.wake();
  }

  async readStream(
    stream: string,
    options: CallOptions & { readonly from?: number; readonly limit?: number } = {},
  ): Promise<readonly StoredEvent[]> {
    this.#life.assertUsable(options);
    return this.#reader.stream(stream, options.from ?? 0, options.limit, options);
  }

  async readAll(
    after: Position,
    limit: number,
    filter: EventFilter = {},
    options: CallOptions = {},
  ): Promise<ReadPage> {
    this.#life.assertUsable(options);
    return this.#reader.all(after, limit, filter, options);
  }

  async misfiled(
    limit: number,
    options: CallOptions = {},
  ): Promise<readonly Pick<StoredEvent, 'stream' | 'revision'>[]> {
    this.#life.assertUsable(options);
    return this.#reader.misfiled(limit, options);
  }

  onAppended(callback: () => void): () => void {
    return this.#listener.add(callback);
  }

  /** Takes no more, finishes what was taken, and lets go of the server. */
  close(): Promise<void> {
    return this.#life.close(async () => {
      await this.#batcher.drain();
      await Promise.all([this.#appends.close(), this.#listener.close(), this.#reader.close()]);
    });
  }
}
