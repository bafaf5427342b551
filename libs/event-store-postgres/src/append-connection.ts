import {
  ExpectedRevisionConflict,
  InvalidEvent,
  parseStreamName,
  type AppendResult,
  withinDeadline,
} from '@sportello/event-sourcing';
import type { Client } from 'pg';
import type { AppendRequest } from './append-batcher';
import { booleanArray, integerArray, textArray, uuidArray } from './binary-array';
import { asPortError, isAboutTheData } from './database-errors';
import type { InOrderRequest } from './in-order-request';
import { logNames } from './log-names';
import { formatPosition } from './position';
import { callPrepared, type PreparedStatement } from './prepared-call';
import { connect, prepareSession, refuseUnsafeServer, type ConnectionOptions } from './session';
import { WakeUps } from './wake-ups';

/** What `append_batch` answers. */
interface Answer {
  readonly base: number;
  readonly heads: readonly (number | null)[];
  readonly known: readonly (number | null)[];
}

/** The server's own statement timeout should come first: it also ends the work. */
const SERVER_FIRST_MS = 500;
const CLOSE_MS = 2_000;

/** The one connection that appends. It is made when first needed, and again by the first append after it was lost. */
export class AppendConnection {
  #client: Promise<Client> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #append: PreparedStatement<Answer>;
  readonly #notify: PreparedStatement<undefined>;
  readonly #wakeUps = new WakeUps(() => this.#call(this.#notify, []).then(undefined, this.options.onError));

  constructor(private readonly options: ConnectionOptions) {
    const { append, channel } = logNames(options.schema);
    this.#append = {
      name: 'append',
      text: `select base, heads, known from ${append}($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      row: ([base, heads, known]) => ({ base: Number(base), heads: numbers(heads), known: numbers(known) }),
    };
    this.#notify = { name: 'notify', text: `select pg_notify('${channel}', '')`, row: () => undefined };
  }

  /**
   * Writes one batch of requests, each of another stream.
   * @throws InvalidEvent when PostgreSQL refuses a value, EventStoreUnavailable when nothing is known about the batch
   */
  async write(batch: readonly AppendRequest[]): Promise<readonly (AppendResult | ExpectedRevisionConflict)[]> {
    try {
      const notified = this.#wakeUps.due();
      const answer = await this.#call(this.#append, [...parameters(batch), String(notified)]);
      if (!answer) throw new Error('append_batch did not answer');
      this.#wakeUps.committed(notified);
      return answers(batch, answer);
    } catch (error) {
      if (isAboutTheData(error)) throw new InvalidEvent('PostgreSQL cannot hold this event', { cause: error });
      throw asPortError(error);
    }
  }

  /** Writes events as `inOrderRequest` arranged them. @throws ExpectedRevisionConflict of the first stream that stood elsewhere, and as `write` */
  async writeInOrder({ parameters, parts }: InOrderRequest): Promise<void> {
    try {
      const notified = this.#wakeUps.due();
      const answer = await this.#call(this.#append, [...parameters, String(notified)]);
      if (!answer) throw new Error('append_batch did not answer');
      this.#wakeUps.committed(notified);
      for (const [index, { stream, expectedRevision }] of parts.entries()) {
        const head = answer.heads[index] ?? undefined;
        if (head !== undefined) throw new ExpectedRevisionConflict(stream, expectedRevision, head);
      }
    } catch (error) {
      if (error instanceof ExpectedRevisionConflict) throw error;
      if (isAboutTheData(error)) throw new InvalidEvent('PostgreSQL cannot hold one of these events', { cause: error });
      throw asPortError(error);
    }
  }

  /** The connection, made now when there is none. @throws UnsafeServer, or the driver's error */
  connected(): Promise<Client> {
    if (!this.#client) {
      const forget = (): void => {
        if (this.#client === client) this.#client = undefined;
      };
      const client = this.#connect(forget);
      client.catch(forget);
      this.#client = client;
    }
    return this.#client;
  }

  /** Sends what is still to be sent and ends. @throws EventStoreUnavailable when the server does not let go in time */
  async close(): Promise<void> {
    await this.#wakeUps.flush();
    await withinDeadline(this.#turn, CLOSE_MS).catch(this.options.onError);
    await this.#discard(this.#client);
  }

  /** One call after the other: the driver does not queue them. @returns the first row */
  async #call<Row>(statement: PreparedStatement<Row>, values: readonly (string | Buffer)[]): Promise<Row | undefined> {
    let used: Promise<Client> | undefined;
    const call = this.#turn.then(async () => {
      used = this.connected();
      const { rows } = await callPrepared(await used, statement, values);
      return rows[0];
    });
    // Whoever made the call hears of its failure; the next one comes after it all the same.
    this.#turn = call.catch(() => undefined);
    try {
      return await withinDeadline(call, this.options.deadlineMs + SERVER_FIRST_MS);
    } catch (error) {
      // It may still be busy, or know nothing of what it should: the next call gets a fresh one.
      if (!isAboutTheData(error)) this.#discard(used).catch(this.options.onError);
      throw error;
    }
  }

  /** Ends a connection, busy or not; whoever needs one makes another. */
  async #discard(connecting: Promise<Client> | undefined): Promise<void> {
    if (this.#client === connecting) this.#client = undefined;
    // One that never came up needs no end, and the append that asked for it was told.
    const client = await connecting?.catch(() => undefined);
    if (client) await withinDeadline(client.end(), CLOSE_MS);
  }

  #connect(forget: () => void): Promise<Client> {
    const { url, deadlineMs, onError } = this.options;
    const prepare = async (client: Client): Promise<void> => {
      await refuseUnsafeServer(client);
      await prepareSession(client, deadlineMs);
    };
    return connect(url, deadlineMs, prepare, (error) => {
      forget();
      if (error) onError(error);
    });
  }
}

function parameters(batch: readonly AppendRequest[]): Buffer[] {
  const municipalities: string[] = [];
  const streams: string[] = [];
  const revisions: number[] = [];
  const firsts: boolean[] = [];
  const events = batch.length === 1 && batch[0] ? batch[0].events : batch.flatMap((request) => request.events);
  for (const { stream, events: own, expectedRevision } of batch) {
    const { municipalityId } = parseStreamName(stream);
    for (let index = 0; index < own.length; index += 1) {
      municipalities.push(municipalityId);
      streams.push(stream);
      revisions.push(expectedRevision + 1 + index);
      firsts.push(index === 0);
    }
  }
  return [
    textArray(municipalities),
    textArray(streams),
    integerArray(revisions),
    booleanArray(firsts),
    uuidArray(events.map((event) => event.eventId)),
    textArray(events.map((event) => event.type)),
    textArray(events.map((event) => event.data)),
    textArray(events.map((event) => event.metadata)),
  ];
}

function answers(
  batch: readonly AppendRequest[],
  { base, heads, known }: Answer,
): (AppendResult | ExpectedRevisionConflict)[] {
  let position = base;
  return batch.map(({ stream, events, expectedRevision }, index) => {
    const revision = expectedRevision + events.length;
    const head = heads[index] ?? undefined;
    if (head !== undefined) return new ExpectedRevisionConflict(stream, expectedRevision, head);
    const knownAt = known[index] ?? undefined;
    if (knownAt !== undefined) return { revision, position: formatPosition(knownAt) };
    position += events.length;
    return { revision, position: formatPosition(position) };
  });
}

/** An array of numbers in PostgreSQL's text format, `{1,NULL,3}`; a null array has none. */
function numbers(array: string | null | undefined): (number | null)[] {
  if (!array || array === '{}') return [];
  return array
    .slice(1, -1)
    .split(',')
    .map((element) => (element === 'NULL' ? null : Number(element)));
}
