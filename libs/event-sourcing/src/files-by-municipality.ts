import type { CallOptions, EventStore, StoredEvent } from './event-store';

/** A store that keeps a stream's municipality beside its name, and can tell where the two do not agree. */
export interface FilesByMunicipality {
  /**
   * Events that stand in the log and not in their stream, because they are filed under another municipality than their name says: the first
   * ones, at most `limit`. No append of ours makes one.
   * @throws EventStoreUnavailable
   */
  misfiled(limit: number, options?: CallOptions): Promise<readonly Pick<StoredEvent, 'stream' | 'revision'>[]>;
}

export function filesByMunicipality(store: EventStore): store is EventStore & FilesByMunicipality {
  return 'misfiled' in store && typeof store.misfiled === 'function';
}
