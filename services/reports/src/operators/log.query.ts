import {
  LogPageQuery,
  OPERATOR_SUBJECTS,
  StreamPageQuery,
  type Actor,
  type LogPage,
  type StreamPage,
} from '@sportello/contracts';
import {
  InvalidPosition,
  parseStreamName,
  START,
  type EventFilter,
  type ReadPage,
  type StoredEvent,
} from '@sportello/event-sourcing';
import { Answers, BusController, From, Message, Meta, Refused, type RequestMetadata } from '@sportello/messaging';
import { Parts } from '../parts';
import { REPORT_STREAMS, reportStream } from '../report-log';
import { fitting, logEvents } from './log-view';
import { idOfReport } from './one-report';

const STREAM_PAGE = 200;
const NOTHING: EventFilter = { streamPrefixes: [] };

/** The log as it is, for operators: sealed, unless they say that they must read it, which is written down. */
@BusController()
export class LogQueryHandler {
  constructor(private readonly parts: Parts) {}

  @Answers(OPERATOR_SUBJECTS.logPage, { from: ['ops'] })
  async page(
    @Message() query: LogPageQuery,
    @Meta() metadata: RequestMetadata,
    @From() actor: Actor,
  ): Promise<LogPage> {
    const { from, limit, stream, type, personal } = query;
    if (from === 'end') return { events: [], next: await this.end(), atEnd: true };
    const after = query.after ?? START;
    const read = await this.read(after, limit, stream);
    if (read.beyondEnd) return { events: [], next: read.next, atEnd: true, beyondEnd: true };
    const wanted = read.events.filter((event) => type === undefined || event.type === type);
    if (personal) await this.told(wanted, actor, metadata, { after, stream, type });
    const events = fitting(await logEvents(wanted, personal ? this.parts.keyring : undefined));
    const whole = events.length === wanted.length;
    return {
      events,
      next: whole ? read.next : (events.at(-1)?.position ?? after),
      atEnd: read.atEnd && whole,
    };
  }

  @Answers(OPERATOR_SUBJECTS.streamPage, { from: ['ops'] })
  async stream(
    @Message() query: StreamPageQuery,
    @Meta() metadata: RequestMetadata,
    @From() actor: Actor,
  ): Promise<StreamPage> {
    const stream = reportStream(await idOfReport(this.parts, query), query.code);
    const read = await this.parts.store.readStream(stream, { from: query.revision, limit: STREAM_PAGE });
    if (query.personal) await this.told(read, actor, metadata, { stream });
    const events = fitting(await logEvents(read, query.personal ? this.parts.keyring : undefined));
    const last = events.at(-1);
    const more = last !== undefined && (events.length < read.length || read.length === STREAM_PAGE);
    return { stream, events, ...(more ? { next: last.revision + 1 } : {}) };
  }

  private async read(after: string, limit: number, stream: string | undefined): Promise<ReadPage> {
    try {
      const filter = stream === undefined ? REPORT_STREAMS : { streamPrefixes: [stream] };
      return await this.parts.store.readAll(after, limit, filter);
    } catch (error) {
      if (!(error instanceof InvalidPosition)) throw error;
      const message = `${error.message}: it was given by another kind of store, or is mistyped`;
      throw new Refused({ code: 'INVALID_REQUEST', detail: message, errors: [{ field: 'after', message }] });
    }
  }

  /** Where a reader of nothing at all comes to at once. */
  private async end(): Promise<string> {
    return (await this.parts.store.readAll(START, 1, NOTHING)).next;
  }

  /** Written down before anything is opened. */
  private async told(
    events: readonly StoredEvent[],
    reader: Actor,
    { correlationId }: RequestMetadata,
    asked: object,
  ): Promise<void> {
    if (events.length === 0) return;
    const reports = events
      .map(({ stream }) => parseStreamName(stream))
      .map(({ municipalityId, id: code }) => ({ municipalityId, code }));
    await this.parts.reads.write({ reader, route: 'log', what: ['texts', 'notes', 'reporter'] }, reports);
    this.parts.logger.warn({ correlationId, ...asked, events: events.length }, 'An operator opened personal data');
  }
}
