import {
  isStreamName,
  START,
  type CallOptions,
  type EventFilter,
  type Position,
  type ReadPage,
  type StoredEvent,
} from '@sportello/event-sourcing';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { Connection } from './connection';
import { readEvents, type EventsRead, type ReadLimits } from './events-read';
import { parsePosition } from './position';
import { ALL_STREAMS, headRequest, pageRequest, streamRequest, type StreamFilter } from './read-requests';
import { searchOn } from './search-on';

/** A page is cut soon after so many bytes, so that a few pages of large events cannot fill the memory. */
const PAGE_BYTES = 8_000_000;
const NO_LIMIT = 2_147_483_647;
/** What share of a call's time the server may look for what matches, and may then be asked how far it came. */
const SEARCH_SHARE = 0.4;

/** The reading half of the store. */
export class LogReader {
  /** The last position known to have been given; nothing says that it still is the last. */
  #head: Position = START;

  constructor(private readonly connection: Connection) {}

  async stream(
    stream: string,
    from: number,
    limit: number | undefined,
    options: CallOptions,
  ): Promise<readonly StoredEvent[]> {
    if (!isStreamName(stream)) return [];
    const count = limit ?? NO_LIMIT;
    return (await this.#read(streamRequest(stream, from, count), { count }, options)).events;
  }

  /**
   * The server takes a filter and a count, and says nothing of how far it looked. So `next` passes what did not match with the
   * help of the head, asked for before the page: the log becomes visible in its order, so the page has seen everything up to there. A long replay need not
   * ask: while a page begins before a head that was seen once, a full one tells all.
   */
  async all(after: Position, limit: number, filter: EventFilter, options: CallOptions): Promise<ReadPage> {
    const wanted = streamFilter(filter);
    parsePosition(after);
    if (wanted && after < this.#head) {
      const { events, reached, ended } = await this.#page(after, limit, wanted, options);
      if (ended !== 'nothing left' && reached > after) return { events, next: reached, atEnd: false };
    }
    const head = await this.#askHead(options);
    if (head <= after) return { events: [], next: after, atEnd: true, ...(head < after && { beyondEnd: true }) };
    if (!wanted) return { events: [], next: head, atEnd: true };

    const page = await this.#matching(after, limit, wanted, options);
    const events = page.events.filter(({ position }) => position <= head);
    const sawHead = page.ended === 'nothing left' || page.reached >= head;
    const next = sawHead ? head : page.reached;
    return { events, next, atEnd: sawHead };
  }

  /** A filter that matches next to nothing may keep the server looking for longer than a call may take. Then it is asked so that it says how far it comes. */
  async #matching(after: Position, limit: number, filter: StreamFilter, options: CallOptions): Promise<EventsRead> {
    const page = await this.#page(after, limit, filter, options);
    if (page.ended !== 'cut short' || page.reached > after) return page;
    return this.connection.call((client) => searchOn(client, after, filter, this.#searchMs, options), options);
  }

  async #askHead(options: CallOptions): Promise<Position> {
    const { reached } = await this.#read(headRequest(), { count: 1 }, options);
    this.#head = reached;
    return reached;
  }

  /** Reads include the position they begin at, which the reader has already seen; and one event more tells whether the page is the last. */
  async #page(after: Position, limit: number, filter: StreamFilter, options: CallOptions): Promise<EventsRead> {
    const count = limit + (after === START ? 1 : 2);
    const limits = { count, bytes: PAGE_BYTES, searchMs: this.#searchMs };
    const page = await this.#read(pageRequest(parsePosition(after), count, filter), limits, options);
    const events = page.events[0]?.position === after ? page.events.slice(1) : page.events;
    if (events.length <= limit) return { ...page, events };
    const cut = events.slice(0, limit);
    return { events: cut, ended: 'enough', reached: cut.at(-1)?.position ?? after };
  }

  get #searchMs(): number {
    return this.connection.deadlineMs * SEARCH_SHARE;
  }

  #read(request: ReadReq, limits: Omit<ReadLimits, 'deadlineMs'>, options: CallOptions): Promise<EventsRead> {
    const { deadlineMs } = this.connection;
    return this.connection.call((client) => readEvents(client, request, { ...limits, deadlineMs }, options), options);
  }
}

/** @returns undefined when nothing can match */
function streamFilter({ streamPrefixes }: EventFilter): StreamFilter | undefined {
  if (!streamPrefixes || streamPrefixes.includes('')) return ALL_STREAMS;
  const prefixes = streamPrefixes.filter((prefix) => /^[a-z]/.test(prefix));
  return prefixes.length > 0 ? { prefixes } : undefined;
}
