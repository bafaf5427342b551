import {
  isStreamName,
  parseStreamName,
  type CallOptions,
  type EventFilter,
  type Position,
  type ReadPage,
  type StoredEvent,
  withinDeadline,
} from '@sportello/event-sourcing';
import { Pool, type PoolClient } from 'pg';
import { textArray } from './binary-array';
import { asPortError } from './database-errors';
import { formatPosition, parsePosition } from './position';
import { callPrepared, type PreparedStatement, type Rows } from './prepared-call';
import { readStatements, type ReadStatements } from './read-statements';
import { StreamReads } from './stream-reads';
import { prepareSession, type ConnectionOptions } from './session';

const READ_CONNECTIONS = 6;
const NO_LIMIT = 2_147_483_647;
/** A quiet store keeps one connection, so that the first reader of the morning does not wait for it. */
const IDLE_MS = 60_000;
const SERVER_FIRST_MS = 500;
/** A filtered page looks at so many events at most, so that a filter that matches next to nothing still answers soon. */
const SCANNED_PER_PAGE = 50_000;
/** Where nothing is sent but what is wrong, so many in a call are looked at within its deadline. */
const LOOKED_THROUGH_PER_CALL = 250_000;
/** A page is cut soon after so many bytes, so that a few pages of large events cannot fill the memory. */
const PAGE_BYTES = 8_000_000;
/** Fewer events than this are never worth cutting: it would cost another round trip. */
const SMALL_PAGE = 100;
/** How long a head that was seen may be used again, in milliseconds. */
const HEAD_MS = 200;

/** The reading half of the store, on a small pool of its own: a long read never stands in the way of an append. */
export class LogReader {
  readonly #pool: Pool;
  readonly #statements: ReadStatements;
  readonly #whole = new StreamReads((streams) => this.#streams(streams));
  #head = { position: 0, until: 0 };

  constructor(private readonly options: ConnectionOptions) {
    this.#statements = readStatements(options.schema);
    this.#pool = new Pool({
      connectionString: options.url,
      max: READ_CONNECTIONS,
      min: 1,
      idleTimeoutMillis: IDLE_MS,
      connectionTimeoutMillis: options.deadlineMs,
      keepAlive: true,
      verify: (client, done) =>
        void withinDeadline(prepareSession(client, options.deadlineMs), options.deadlineMs).then(() => done(), done),
    });
    // `end` resolves before the sockets are closed: what a server that stops then says is no loss.
    this.#pool.on('error', (error) => {
      if (!this.#pool.ending) options.onError(error);
    });
    // The pool hears of a connection that is lost while idle; whoever uses it hears from the call. Unheard, it would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async logId(): Promise<string> {
    const { rows } = await this.#call(this.#statements.logId, []);
    if (!rows[0]) throw new Error('The log has no identity: its schema was not created whole');
    return rows[0];
  }

  /** @param limit undefined: all there are */
  async stream(
    stream: string,
    from: number,
    limit: number | undefined,
    options: CallOptions,
  ): Promise<readonly StoredEvent[]> {
    if (!isStreamName(stream)) return [];
    if (from === 0 && limit === undefined) return this.#wholeStream(stream, options);
    const { municipalityId } = parseStreamName(stream);
    const values = [municipalityId, stream, String(from), String(limit ?? NO_LIMIT)];
    return (await this.#call(this.#statements.stream, values, options)).rows;
  }

  async #wholeStream(stream: string, { signal }: CallOptions): Promise<readonly StoredEvent[]> {
    signal?.throwIfAborted();
    const { deadlineMs } = this.options;
    try {
      return await withinDeadline(this.#whole.whole(stream), deadlineMs + SERVER_FIRST_MS, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw asPortError(error);
    }
  }

  async #streams(streams: readonly string[]): Promise<readonly StoredEvent[]> {
    const municipalities = streams.map((stream) => parseStreamName(stream).municipalityId);
    const [municipality = '', stream = ''] = [municipalities[0], streams[0]];
    if (streams.length === 1)
      return (await this.#call(this.#statements.stream, [municipality, stream, '0', String(NO_LIMIT)])).rows;
    return (await this.#call(this.#statements.streams, [textArray(municipalities), textArray(streams)])).rows;
  }

  /**
   * The head is asked for before the page. Positions become visible in their order, so the page sees everything up to that head,
   * and `next` never passes an event that was still being written. A head that was seen lately serves as long as it lies
   * beyond the page, so that a long replay need not ask for each page; lately, because a server that took over from another may
   * have lost the end of the log.
   */
  async all(after: Position, limit: number, { streamPrefixes }: EventFilter, options: CallOptions): Promise<ReadPage> {
    const from = parsePosition(after);
    const nothing = streamPrefixes?.length === 0;
    const lately = !nothing && performance.now() < this.#head.until && from + limit < this.#head.position;
    const head = lately ? this.#head.position : await this.#askHead(options);
    if (head <= from) return { events: [], next: after, atEnd: true, ...(head < from && { beyondEnd: true }) };
    if (nothing) return { events: [], next: formatPosition(head), atEnd: true };

    const end = streamPrefixes ? Math.min(head, from + Math.max(SCANNED_PER_PAGE, limit)) : head;
    const range = [String(from), String(end), String(limit)];
    const small = Math.min(limit, end - from) <= SMALL_PAGE;
    const { rows: events, complete } = await this.#call(
      streamPrefixes ? this.#statements.filtered : this.#statements.all,
      streamPrefixes ? [...range, textArray(streamPrefixes)] : range,
      options,
      small ? undefined : PAGE_BYTES,
    );
    const wentToEnd = complete && events.length < limit;
    const next = wentToEnd ? formatPosition(end) : (events.at(-1)?.position ?? after);
    const reached = parsePosition(next);
    return { events, next, atEnd: reached === head && (!lately || reached === (await this.#askHead(options))) };
  }

  /** Looks at the whole log, a part with each call. */
  async misfiled(limit: number, options: CallOptions): Promise<readonly Pick<StoredEvent, 'stream' | 'revision'>[]> {
    const head = await this.#askHead(options);
    const found: Pick<StoredEvent, 'stream' | 'revision'>[] = [];
    for (let after = 0; after < head && found.length < limit; after += LOOKED_THROUGH_PER_CALL) {
      const range = [after, after + LOOKED_THROUGH_PER_CALL, limit - found.length].map(String);
      found.push(...(await this.#call(this.#statements.misfiled, range, options)).rows);
    }
    return found;
  }

  async #askHead(options: CallOptions): Promise<number> {
    const { rows } = await this.#call(this.#statements.head, [], options);
    this.#head = { position: rows[0] ?? 0, until: performance.now() + HEAD_MS };
    return this.#head.position;
  }

  async close(): Promise<void> {
    await withinDeadline(this.#pool.end(), this.options.deadlineMs);
  }

  async #call<Row>(
    statement: PreparedStatement<Row>,
    values: readonly (string | Buffer)[],
    { signal }: CallOptions = {},
    maxBytes?: number,
  ): Promise<Rows<Row>> {
    signal?.throwIfAborted();
    try {
      const asked = performance.now();
      const client = await this.#connection(signal);
      try {
        const call = callPrepared(client, statement, values, maxBytes);
        const left = Math.max(0, this.options.deadlineMs - (performance.now() - asked));
        const rows = await withinDeadline(call, left + SERVER_FIRST_MS, signal);
        client.release();
        return rows;
      } catch (error) {
        // It may still be busy, or broken: another takes its place.
        client.release(true);
        throw error;
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw asPortError(error);
    }
  }
  /** A connection of the pool. One that comes after its caller has given up is the next one's. */
  async #connection(signal: AbortSignal | undefined): Promise<PoolClient> {
    const connecting = this.#pool.connect();
    try {
      return await withinDeadline(connecting, this.options.deadlineMs, signal);
    } catch (error) {
      connecting.then(
        (client) => client.release(),
        () => undefined,
      );
      throw error;
    }
  }
}
