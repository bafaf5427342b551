import type { EventStore } from '@sportello/event-sourcing';

/** How far a long command has come. */
export interface Progress {
  /** What is being done, such as `copying`. */
  readonly phase: string;
  /** Events, or rows. */
  readonly done: number;
  /** Of a log about so many; absent when nobody knows it before the end. */
  readonly total?: number;
  /** A second, over the last few seconds. */
  readonly rate: number;
}

/** What every command of the store is given besides its arguments. */
export interface CommandContext {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Opens the store behind a URL, whichever kind it is. The caller closes it. */
export type StoreOpener = (url: string) => Promise<EventStore>;

/** Opens a store, works with it and closes it whatever happens. */
export async function withStore<T>(
  open: StoreOpener,
  url: string,
  work: (store: EventStore) => Promise<T>,
): Promise<T> {
  const store = await open(url);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
