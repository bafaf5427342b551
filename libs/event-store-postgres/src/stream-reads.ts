import { EventStoreUnavailable, type StoredEvent } from '@sportello/event-sourcing';

/** Streams in one statement; those of reports are short. */
const PER_READ = 64;
const READS_AT_ONCE = 2;
const MAX_WAITING = 2_000;

interface Waiting {
  readonly answer: Promise<readonly StoredEvent[]>;
  settle(events: readonly StoredEvent[]): void;
  fail(error: unknown): void;
}

/**
 * Whole streams that are asked for together, as the commands of a busy moment do, are one statement: each by itself costs a connection and two system
 * calls, a tenth of the time of a command. Nobody joins a statement that was already sent, so every reader sees what was appended before it asked.
 */
export class StreamReads {
  #waiting = new Map<string, Waiting>();
  #reading = 0;
  #scheduled = false;

  /** @param read all events of these streams, each stream's in the order of its revisions */
  constructor(private readonly read: (streams: readonly string[]) => Promise<readonly StoredEvent[]>) {}

  /** @throws EventStoreUnavailable when too many wait, or what `read` throws */
  async whole(stream: string): Promise<readonly StoredEvent[]> {
    const known = this.#waiting.get(stream);
    if (known) return known.answer;
    if (this.#waiting.size >= MAX_WAITING) throw new EventStoreUnavailable('Too many streams wait to be read');
    const waiting = waitForOne();
    this.#waiting.set(stream, waiting);
    this.#schedule();
    return waiting.answer;
  }

  /** Not at once: what is asked for in the same turn of the event loop goes together. */
  #schedule(): void {
    if (this.#scheduled || this.#reading >= READS_AT_ONCE || this.#waiting.size === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#readSome();
      this.#schedule();
    });
  }

  async #readSome(): Promise<void> {
    const some = new Map([...this.#waiting].slice(0, PER_READ));
    for (const stream of some.keys()) this.#waiting.delete(stream);
    this.#reading += 1;
    try {
      const events = await this.read([...some.keys()]);
      const byStream = new Map<string, StoredEvent[]>();
      for (const event of events) {
        const before = byStream.get(event.stream);
        if (before) before.push(event);
        else byStream.set(event.stream, [event]);
      }
      for (const [stream, waiting] of some) waiting.settle(byStream.get(stream) ?? []);
    } catch (error) {
      for (const waiting of some.values()) waiting.fail(error);
    } finally {
      this.#reading -= 1;
      this.#schedule();
    }
  }
}

function waitForOne(): Waiting {
  let settle: Waiting['settle'] = () => undefined;
  let fail: Waiting['fail'] = () => undefined;
  const answer = new Promise<readonly StoredEvent[]>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  return { answer, settle, fail };
}
