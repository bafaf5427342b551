import { CallSignal } from './call-signal';
import { START, type EventFilter, type EventStore, type Position, type ReadPage } from './event-store';

export interface ReadLogOptions {
  /** Where to begin: the position of the last event already seen. */
  readonly after?: Position;
  readonly filter?: EventFilter;
  /** Events in a page; two pages are held at a time. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

const PAGE_SIZE = 1_000;

/**
 * The log page by page up to its present end. While the consumer works on one page the next is being read, never more:
 * memory does not grow with the length of the log.
 * @throws whatever `readAll` throws, and the signal's reason
 */
export async function* readLog(
  store: EventStore,
  options: ReadLogOptions = {},
): AsyncGenerator<ReadPage, void, undefined> {
  const { after = START, filter, pageSize = PAGE_SIZE, signal } = options;
  const call = new CallSignal(signal);
  const read = (from: Position): Promise<ReadPage> => store.readAll(from, pageSize, filter, { signal: call.signal });

  try {
    let page = await read(after);
    while (!page.atEnd) {
      const ahead = read(page.next);
      // It is awaited below; until then, or when the consumer leaves early, its failure must not count as unhandled.
      ahead.catch(() => undefined);
      yield page;
      page = await ahead;
    }
    yield page;
  } finally {
    call.abort();
  }
}
