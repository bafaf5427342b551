import type { EventStore } from '../event-store';

/** What a suite needs of an adapter: stores of one and the same log, the first of them new and empty. */
export interface ConformanceLog {
  /** Another store on the same log; closed by the suite. */
  open(): Promise<EventStore>;
  /** Removes the log; every store of it is closed before. */
  drop(): Promise<void>;
}

/** The suite that every adapter of the event store port passes. */
export function eventStoreConformance(name: string, makeLog: () => Promise<ConformanceLog>): void {
  describe(`${name} as an event store`, () => {
    it('opens', async () => {
      const log = await makeLog();
      const store = await log.open();
      expect(await store.logId()).not.toBe('');
      await store.close();
      await log.drop();
    });
  });
}
