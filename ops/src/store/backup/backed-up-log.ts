import { START, type EventStore, type Position, type ReadPage, type StoredEvent } from '@sportello/event-sourcing';
import { readLines } from './line-file';

/** The log in a backup, for reading from front to back. */
export class BackedUpLog implements EventStore {
  #lines: AsyncGenerator<string, void, undefined> | undefined;
  #at: Position = START;

  constructor(
    private readonly path: string,
    private readonly id: string,
  ) {}

  async logId(): Promise<string> {
    return this.id;
  }

  async readAll(after: Position, limit: number): Promise<ReadPage> {
    if (!this.#lines || after !== this.#at) await this.#goTo(after);
    const events: StoredEvent[] = [];
    while (events.length < limit) {
      const event = await this.#next();
      if (!event) return { events, next: events.at(-1)?.position ?? after, atEnd: true };
      events.push(event);
    }
    return { events, next: this.#at, atEnd: false };
  }

  async append(): Promise<never> {
    throw new Error('A backup is not appended to');
  }

  async readStream(): Promise<never> {
    throw new Error('A backup is read from front to back');
  }

  onAppended(): () => void {
    return () => undefined;
  }

  async close(): Promise<void> {
    await this.#lines?.return();
  }

  async #goTo(after: Position): Promise<void> {
    await this.#lines?.return();
    this.#lines = readLines(this.path);
    this.#at = START;
    while (this.#at < after && (await this.#next())) continue;
  }

  async #next(): Promise<StoredEvent | undefined> {
    const line = await this.#lines?.next();
    if (!line || line.done === true) return undefined;
    const event = JSON.parse(line.value) as StoredEvent;
    this.#at = event.position;
    return event;
  }
}
