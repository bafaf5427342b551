import {
  isStreamName,
  parseStreamName,
  type CallOptions,
  type EventFilter,
  type Position,
  type ReadPage,
  type StoredEvent,
} from '@sportello/event-sourcing';
import { Pool } from 'pg';
import { asPortError } from './database-errors';
import { withinDeadline } from './deadline';
import { logNames } from './log-names';
import { formatPosition, parsePosition } from './position';
import { prepareSession, type ConnectionOptions } from './session';

const READ_CONNECTIONS = 6;
const SERVER_FIRST_MS = 500;
/** A filtered page looks at so many events at most, so that a filter that matches next to nothing still answers soon. */
const SCANNED_PER_PAGE = 50_000;
const COLUMNS = 'stream, revision, position, event_id, type, data, metadata';

type EventRow = [
  stream: string,
  revision: number,
  position: string,
  eventId: string,
  type: string,
  data: string,
  metadata: string,
];

/** The reading half of the store, on a small pool of its own: a long read never stands in the way of an append. */
export class LogReader {
  readonly #pool: Pool;
  readonly #sql: { logId: string; stream: string; head: string; all: string; filtered: string };

  constructor(private readonly options: ConnectionOptions) {
    const { events, log } = logNames(options.schema);
    const page = (filter: string, limit: string): string =>
      `select ${COLUMNS} from ${events} where position > $1 and position <= $2${filter} order by position limit ${limit}`;
    this.#sql = {
      logId: `select log_id from ${log}`,
      stream: `select ${COLUMNS} from ${events}
        where municipality_id = $1 and stream = $2 and revision >= $3 order by revision limit $4`,
      head: `select coalesce(max(position), 0) from ${events}`,
      all: page('', '$3'),
      filtered: page(' and stream ^@ any($4::text[])', '$3'),
    };
    this.#pool = new Pool({
      connectionString: options.url,
      max: READ_CONNECTIONS,
      connectionTimeoutMillis: options.deadlineMs,
      keepAlive: true,
      verify: (client, done) => void prepareSession(client, options.deadlineMs).then(() => done(), done),
    });
    this.#pool.on('error', options.onError);
  }

  async logId(): Promise<string> {
    const [row] = await this.#query<[string]>('log-id', this.#sql.logId, []);
    if (!row) throw new Error('The log has no identity: its schema was not created whole');
    return row[0];
  }

  async stream(stream: string, from: number, limit: number, options: CallOptions): Promise<readonly StoredEvent[]> {
    if (!isStreamName(stream)) return [];
    const { municipalityId } = parseStreamName(stream);
    const rows = await this.#query<EventRow>(
      'stream',
      this.#sql.stream,
      [municipalityId, stream, from, limit],
      options,
    );
    return rows.map(storedEvent);
  }

  /**
   * The head is asked for before the page. Positions become visible in their order, so the page sees everything up to that head,
   * and `next` never passes an event that was still being written.
   */
  async all(after: Position, limit: number, { streamPrefixes }: EventFilter, options: CallOptions): Promise<ReadPage> {
    const from = parsePosition(after);
    const head = await this.#head(options);
    if (head <= from) return { events: [], next: after, atEnd: true };

    const end = streamPrefixes ? Math.min(head, from + Math.max(SCANNED_PER_PAGE, limit)) : head;
    const rows = streamPrefixes
      ? await this.#query<EventRow>('filtered', this.#sql.filtered, [from, end, limit, streamPrefixes], options)
      : await this.#query<EventRow>('all', this.#sql.all, [from, end, limit], options);
    const events = rows.map(storedEvent);
    const next = (events.length === limit && events.at(-1)?.position) || formatPosition(end);
    return { events, next, atEnd: parsePosition(next) === head };
  }

  async close(): Promise<void> {
    await withinDeadline(this.#pool.end(), this.options.deadlineMs);
  }

  async #head(options: CallOptions): Promise<number> {
    const [row] = await this.#query<[string]>('head', this.#sql.head, [], options);
    return Number(row?.[0] ?? 0);
  }

  async #query<Row extends unknown[]>(
    name: string,
    text: string,
    values: unknown[],
    { signal }: CallOptions = {},
  ): Promise<Row[]> {
    signal?.throwIfAborted();
    try {
      const client = await this.#pool.connect();
      try {
        const query = client.query<Row>({ name, text, values, rowMode: 'array' });
        const { rows } = await withinDeadline(query, this.options.deadlineMs + SERVER_FIRST_MS, signal);
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
}

function storedEvent([stream, revision, position, eventId, type, data, metadata]: EventRow): StoredEvent {
  return { stream, revision, position: formatPosition(Number(position)), eventId, type, data, metadata };
}
