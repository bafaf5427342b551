import { EventStoreUnavailable, type AppendResult } from '@sportello/event-sourcing';
import { AppendGate, type GateLimits } from './append-gate';
import { singleAnswer, type Appended, type AppendRequest } from './append-messages';
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

  async #write(append: AppendRequest): Promise<AppendResult> {
    const { deadlineMs } = this.connection;
    return this.connection.call(async (client) => {
      const { revision, position } = (await client.announcesBatchAppend())
        ? await client.batch.append(append)
        : singleAnswer(await client.appendAlone(append, deadlineMs), append);
      return { revision, position: position ?? (await this.#positionOf(client, append.stream, revision)) };
    });
  }

  /** Of an append that it had before, the server knows the revision only. */
  async #positionOf(client: LogClient, stream: string, revision: Appended['revision']): Promise<string> {
    const { deadlineMs } = this.connection;
    const { reached, events } = await readEvents(client, streamRequest(stream, revision, 1), { count: 1, deadlineMs }, {});
    if (events.length === 0 && reached === '') throw new EventStoreUnavailable('An event that was appended cannot be read');
    return reached;
  }
}
