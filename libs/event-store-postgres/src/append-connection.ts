import {
  EventStoreUnavailable,
  ExpectedRevisionConflict,
  InvalidEvent,
  parseStreamName,
  type AppendResult,
} from '@sportello/event-sourcing';
import type { Client } from 'pg';
import type { AppendRequest } from './append-batcher';
import { booleanArray, integerArray, textArray, uuidArray } from './binary-array';
import { asPortError, isAboutTheData } from './database-errors';
import { withinDeadline } from './deadline';
import { logNames } from './log-names';
import { formatPosition } from './position';
import { connect, prepareSession, refuseUnsafeServer, type ConnectionOptions } from './session';

/** What `append_batch` answers: the last position before the batch; then, only when some request was left out, who and why. */
type Answer = [base: string, heads: (number | null)[] | null, known: (string | null)[] | null];

/** The server's own statement timeout should come first: it also ends the work. */
const SERVER_FIRST_MS = 500;
const CLOSE_MS = 2_000;

/** The one connection that appends. It is made when first needed, and again by the first append after it was lost. */
export class AppendConnection {
  #client: Promise<Client> | undefined;
  readonly #statement: string;

  constructor(private readonly options: ConnectionOptions) {
    this.#statement = `select * from ${logNames(options.schema).append}($1, $2, $3, $4, $5, $6, $7, $8)`;
  }

  /**
   * Writes one batch of requests, each of another stream.
   * @throws InvalidEvent when PostgreSQL refuses a value, EventStoreUnavailable when nothing is known about the batch
   */
  async write(batch: readonly AppendRequest[]): Promise<readonly (AppendResult | ExpectedRevisionConflict)[]> {
    try {
      const client = await this.connected();
      const query = { name: 'append', text: this.#statement, values: parameters(batch), rowMode: 'array' as const };
      const { rows } = await withinDeadline(client.query<Answer>(query), this.options.deadlineMs + SERVER_FIRST_MS);
      if (!rows[0]) throw new Error('append_batch did not answer');
      return answers(batch, rows[0]);
    } catch (error) {
      if (isAboutTheData(error)) throw new InvalidEvent('PostgreSQL cannot hold this event', { cause: error });
      const failure = asPortError(error);
      // After a deadline the connection may still be busy; the next batch gets a fresh one.
      if (failure instanceof EventStoreUnavailable) this.close().catch(this.options.onError);
      throw failure;
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

  /** Ends the connection; the next append makes another. @throws EventStoreUnavailable when the server does not let go in time */
  async close(): Promise<void> {
    const connecting = this.#client;
    this.#client = undefined;
    // One that never came up needs no end, and the append that asked for it was told.
    const client = await connecting?.catch(() => undefined);
    if (client) await withinDeadline(client.end(), CLOSE_MS);
  }

  async #connect(forget: () => void): Promise<Client> {
    const client = await connect(this.options.url, this.options.deadlineMs, (error) => {
      forget();
      if (error) this.options.onError(error);
    });
    try {
      await refuseUnsafeServer(client);
      await prepareSession(client, this.options.deadlineMs);
    } catch (error) {
      await client.end();
      throw error;
    }
    return client;
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
  [base, heads, known]: Answer,
): (AppendResult | ExpectedRevisionConflict)[] {
  let position = Number(base);
  return batch.map(({ stream, events, expectedRevision }, index) => {
    const revision = expectedRevision + events.length;
    const head = heads?.[index];
    if (head !== null && head !== undefined) return new ExpectedRevisionConflict(stream, expectedRevision, head);
    const knownAt = known?.[index];
    if (knownAt !== null && knownAt !== undefined) return { revision, position: formatPosition(Number(knownAt)) };
    position += events.length;
    return { revision, position: formatPosition(position) };
  });
}
