import { START, type EventStore, type Position } from '@sportello/event-sourcing';
import { readWholeLog, type StoreUnderTest } from '@sportello/event-sourcing/testing';
import { positionBehind } from './position-behind';

/**
 * A server has one log. For a test that wants an empty one, this is the rest of that log: it begins behind what is there now.
 * Nobody else may append meanwhile.
 */
export async function restOfLog(store: EventStore): Promise<Pick<StoreUnderTest, 'store' | 'behind'>> {
  const begin = (await readWholeLog(store)).at(-1)?.position ?? START;
  const inside = (position: Position): Position => (position === begin ? START : position);
  const rest: EventStore = {
    logId: () => store.logId(),
    append: (...append) => store.append(...append),
    readStream: (...read) => store.readStream(...read),
    readAll: async (after, limit, filter, options) => {
      const page = await store.readAll(after === START ? begin : after, limit, filter, options);
      return { ...page, next: inside(page.next) };
    },
    onAppended: (callback) => store.onAppended(callback),
    close: () => store.close(),
  };
  return { store: rest, behind: (position) => positionBehind(position === START ? begin : position) };
}
