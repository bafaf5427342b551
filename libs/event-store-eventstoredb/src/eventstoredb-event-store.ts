import {
  AppendedListener,
  checkAppend,
  START,
  StoreLife,
  type AppendResult,
  type CallOptions,
  type EventFilter,
  type EventStore,
  type EventToAppend,
  type Position,
  type ReadPage,
  type StoredEvent,
} from '@sportello/event-sourcing';
import { AppendLog } from './append-log';
import { Connection } from './connection';
import { parseConnectionUrl } from './connection-url';
import { listenForAppends } from './live-subscription';
import { logIdentity } from './log-identity';
import { LogReader } from './log-reader';

export interface EventStoreDbOptions {
  /** `esdb://user:password@host:port?tls=true`, with the names and defaults of EventStoreDB's own clients. */
  readonly url: string;
  /** Of every call, in milliseconds; 4,000, within the five seconds of a request on the bus. */
  readonly deadlineMs?: number;
  /** Appends that may be under way at once; 512. */
  readonly inFlight?: number;
  /** Appends that may wait for one under way; 10,000. */
  readonly queueSize?: number;
  /** Told of what happens between calls, such as a lost subscription that will be made again. */
  readonly onError: (error: Error) => void;
}

const DEADLINE_MS = 4_000;
const IN_FLIGHT = 512;
const QUEUE_SIZE = 10_000;
const BYTES = { bytesInFlight: 8_000_000, bytesWaiting: 64_000_000 };

/** The log in EventStoreDB: one server or cluster holds one log. */
export class EventStoreDbEventStore implements EventStore {
  readonly #connection: Connection;
  readonly #appends: AppendLog;
  readonly #reader: LogReader;
  readonly #listener: AppendedListener;
  readonly #life = new StoreLife();

  private constructor(options: EventStoreDbOptions) {
    const { url, deadlineMs = DEADLINE_MS, inFlight = IN_FLIGHT, queueSize = QUEUE_SIZE, onError } = options;
    this.#connection = new Connection(parseConnectionUrl(url), deadlineMs, onError);
    this.#appends = new AppendLog(this.#connection, { ...BYTES, inFlight, waiting: queueSize, deadlineMs });
    this.#reader = new LogReader(this.#connection);
    this.#listener = new AppendedListener(listenForAppends(this.#connection), onError);
  }

  /** @throws InvalidEventStoreUrl, EventStoreUnavailable when it cannot be reached */
  static async open(options: EventStoreDbOptions): Promise<EventStoreDbEventStore> {
    const store = new EventStoreDbEventStore(options);
    try {
      await store.logId();
      // An account may read a stream and not the log: better told now than by readers that never get on.
      await store.readAll(START, 1);
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }

  async logId(): Promise<string> {
    this.#life.assertUsable();
    return logIdentity(this.#connection, this.#appends);
  }

  async append(
    stream: string,
    events: readonly EventToAppend[],
    expectedRevision: number,
    options: CallOptions = {},
  ): Promise<AppendResult> {
    this.#life.assertUsable(options);
    const bytes = checkAppend(stream, events, expectedRevision);
    const result = await this.#appends.append({ stream, events, expectedRevision, bytes }, options.signal);
    this.#listener.wake();
    return result;
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

  onAppended(callback: () => void): () => void {
    return this.#listener.add(callback);
  }

  /** Takes no more, finishes what was taken, and lets go of the server. */
  close(): Promise<void> {
    return this.#life.close(async () => {
      await this.#appends.drain();
      await this.#listener.close();
      await this.#connection.close();
    });
  }
}
