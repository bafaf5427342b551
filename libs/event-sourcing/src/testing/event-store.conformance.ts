import type { EventStore } from '../event-store';
import { appendingTests } from './conformance/appending';
import { livingTests } from './conformance/living';
import { readingTests } from './conformance/reading';
import type { StoreUnderTest } from './conformance/test-events';
import { textsAndSizesTests } from './conformance/texts-and-sizes';

/**
 * The suite that every adapter of the event store port passes. Call it in a test file of the adapter.
 * @param makeStore makes a store on a new and empty log; called before each test
 */
export function eventStoreConformance(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`${name} as an event store`, () => {
    let made: StoreUnderTest;
    const store = (): EventStore => made.store;

    beforeEach(async () => {
      made = await makeStore();
    });
    afterEach(async () => {
      await made.drop();
    });

    appendingTests(store);
    textsAndSizesTests(store);
    readingTests(() => made);
    livingTests(store);
  });
}
