import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreUnavailable, NO_STREAM, START, type EventStore, type StoredEvent } from '@sportello/event-sourcing';
import { newStream, testEvent } from '@sportello/event-sourcing/testing';

const GIVE_UP_MS = 60_000;
const PAUSE_MS = 20;

/**
 * Writers who append without pause, each to a stream of its own, and a reader who follows the log from its beginning. Whoever is told
 * that the store is unavailable asks the same again: what became of the first try is unknown.
 */
export class LogTraffic {
  /** Ids of the events whose append was answered, in the order of their stream. */
  readonly acknowledged = new Map<string, string[]>();
  readonly seen: StoredEvent[] = [];
  /** How often somebody was told that the store is unavailable. */
  refusals = 0;
  #answers = 0;
  #stopping = false;
  #failure: Error | undefined;
  readonly #writers: readonly Promise<void>[];
  readonly #reader: Promise<void>;

  constructor(
    private readonly store: EventStore,
    writers: number,
  ) {
    const noted = (error: unknown): void => {
      this.#failure ??= error instanceof Error ? error : new Error('The traffic stopped', { cause: error });
    };
    this.#writers = Array.from({ length: writers }, () => this.#write(newStream('report')).catch(noted));
    this.#reader = this.#follow().catch(noted);
  }

  /** How many appends were answered. @throws what a writer or the reader could not go on from */
  answered(): number {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#answers;
  }

  /** Ends the writers, lets the reader come to the end of the log, and ends it too. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#writers);
    await this.#reader;
    this.answered();
  }

  async #write(stream: string): Promise<void> {
    const ids: string[] = [];
    this.acknowledged.set(stream, ids);
    while (!this.#stopping) {
      const event = testEvent();
      await this.#insist(() => this.store.append(stream, [event], ids.length === 0 ? NO_STREAM : ids.length - 1));
      ids.push(event.eventId);
      this.#answers += 1;
    }
  }

  async #follow(): Promise<void> {
    for (let after = START; ;) {
      // Asked before the page: whatever was answered until then is in the log.
      const last = this.#stopping && (await Promise.all(this.#writers)).length > 0;
      const page = await this.#insist(() => this.store.readAll(after, 100, { streamPrefixes: ['report-'] }));
      this.seen.push(...page.events);
      after = page.next;
      if (!page.atEnd) continue;
      if (last) return;
      await pause(PAUSE_MS);
    }
  }

  async #insist<T>(ask: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + GIVE_UP_MS;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof EventStoreUnavailable) || performance.now() > deadline) throw error;
        this.refusals += 1;
        await pause(PAUSE_MS);
      }
    }
  }
}
