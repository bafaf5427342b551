import { isStreamName, type AppendResult, type EventToAppend, type StoredEvent } from '@sportello/event-sourcing';
import { InMemoryEventStore } from '@sportello/event-sourcing/testing';

const FOREIGN = /^foreign-server_([0-9a-f]+)$/;

/**
 * What the wire server holds: the store of the test kit. That one takes the product's streams only, so the server's own (`$...`) and
 * other applications' are kept under names that it takes.
 */
export class WireLog {
  readonly store = new InMemoryEventStore();

  append(stream: string, events: readonly EventToAppend[], expectedRevision: number): Promise<AppendResult> {
    return this.store.append(kept(stream), events, expectedRevision);
  }

  read(stream: string): Promise<readonly StoredEvent[]> {
    return this.store.readStream(kept(stream));
  }

  /** At most `limit` events behind `after` events of the log. */
  async page(after: number, limit: number): Promise<readonly StoredEvent[]> {
    return (await this.store.readAll(String(after).padStart(19, '0'), limit)).events;
  }

  /** The number of events in the log. */
  async length(): Promise<number> {
    let length = 0;
    for (;;) {
      const page = await this.page(length, 10_000);
      if (page.length === 0) return length;
      length += page.length;
    }
  }
}

/** The name the wire knows a kept stream by. */
export function wireName(stream: string): string {
  const [, hex] = FOREIGN.exec(stream) ?? [];
  return hex ? Buffer.from(hex, 'hex').toString() : stream;
}

function kept(stream: string): string {
  return isStreamName(stream) ? stream : `foreign-server_${Buffer.from(stream).toString('hex')}`;
}
