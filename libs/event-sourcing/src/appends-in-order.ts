import type { CallOptions, EventStore, StoredEvent } from './event-store';

/** A store that can take events of another log over as they stood there: many streams in one call, in exactly the order given. */
export interface AppendsInOrder {
  /**
   * Appends each event at its own revision of its own stream, all or none, durably; afterwards they follow each other in the log as in `events`.
   * The same call again does nothing. Positions are the store's own.
   * @throws ExpectedRevisionConflict when a stream stands elsewhere; then what belongs to other streams may have been appended
   * @throws EventTooLarge, InvalidEvent, EventStoreUnavailable
   */
  appendInOrder(events: readonly StoredEvent[], options?: CallOptions): Promise<void>;
}

/** Whether this store can do better than one append for each event. */
export function appendsInOrder(store: EventStore): store is EventStore & AppendsInOrder {
  return 'appendInOrder' in store && typeof store.appendInOrder === 'function';
}
