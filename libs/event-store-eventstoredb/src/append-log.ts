import { EventStoreUnavailable, type AppendResult } from '@sportello/event-sourcing';
import { AppendGate, type GateLimits } from './append-gate';
import { singleAnswer, type Appended, type AppendRequest } from './append-messages';
import { failAppend, isServerTimeout } from './client-errors';
import type { Connection } from './connection';
import { readEvents } from './events-read';
import type { LogClient } from './log-client';
import { streamRequest } from './read-requests';

/** The writing half of the store: many appends in flight at once, on one call where the server takes them so. */
export class AppendLog {
  readonly #gate: AppendGate;

  constructor(
    private readonly connection: Connection,
    limits: GateLimits,
  ) {
    this.#gate = new AppendGate(limits);
  }

  /** @throws ExpectedRevisionConflict, EventTooLarge, InvalidEvent, EventStoreUnavailable, or the signal's reason */
  append(append: AppendRequest, signal?: AbortSignal): Promise<AppendResult> {
    return this.#gate.run(append.bytes, () => this.#write(append), signal);
  }

  /** Settles when everything taken has its answer. */
  drain(): Promise<void> {
    return this.#gate.drain();
  }

  /**
   * The same append twice at once makes the server give up on the second, while it writes the first (seen with 23.10). Asked again
   * it knows the events, and answers as the first time.
   */
  async #write(append: AppendRequest): Promise<AppendResult> {
    return this.connection.call(async (client) => {
      const appended = await this.#send(client, append).catch((error: unknown) => {
        if (!isServerTimeout(error)) throw error;
        return this.#send(client, append);
      });
      const { revision, position } = appended;
      return { revision, position: position ?? (await this.#positionOf(client, append.stream, revision)) };
    });
  }

  async #send(client: LogClient, append: AppendRequest): Promise<Appended> {
    if (await client.announcesBatchAppend()) return client.batch.append(append);
    const answer = client.appendAlone(append, this.connection.deadlineMs);
    return singleAnswer(await answer.catch((error: unknown) => failAppend(error, append)), append);
  }

  /** Of an append that it had before, the server knows the revision only. */
  async #positionOf(client: LogClient, stream: string, revision: Appended['revision']): Promise<string> {
    const { deadlineMs } = this.connection;
    const { reached, events } = await readEvents(
      client,
      streamRequest(stream, revision, 1),
      { count: 1, deadlineMs },
      {},
    );
    if (events.length === 0 && reached === '')
      throw new EventStoreUnavailable('An event that was appended cannot be read');
    return reached;
  }
}
