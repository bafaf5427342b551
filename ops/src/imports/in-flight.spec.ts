import { setImmediate as laterTurn } from 'node:timers/promises';
import { inFlight } from './in-flight';

async function* numbers(count: number, taken: number[] = []): AsyncGenerator<number> {
  for (let number = 1; number <= count; number += 1) {
    taken.push(number);
    yield number;
  }
}

async function all<Result>(results: AsyncIterable<Result>, found: Result[] = []): Promise<readonly Result[]> {
  for await (const result of results) found.push(result);
  return found;
}

describe('Work under way', () => {
  it('is so much at once, and gives its results in the order of the items', async () => {
    let running = 0;
    let most = 0;
    const results = await all(
      inFlight(numbers(20), 4, async (item) => {
        most = Math.max(most, (running += 1));
        for (let turn = item % 5; turn >= 0; turn -= 1) await laterTurn();
        running -= 1;
        return item;
      }),
    );
    expect(results).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(most).toBe(4);
  });

  it('waits for what is under way when something fails, gives what came of it, and begins nothing more', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const given: number[] = [];
    const failing = all(
      inFlight(numbers(20), 3, async (item) => {
        begun.push(item);
        await Promise.resolve();
        if (item === 2) throw new Error('the second');
        await Promise.resolve();
        ended.push(item);
        return item;
      }),
      given,
    );
    await expect(failing).rejects.toThrow('the second');
    expect(given).toEqual([1, 3, 4]);
    expect(begun).toEqual([1, 2, 3, 4]);
    expect(ended).toEqual([1, 3, 4]);
  });

  it('takes no more items than there is room for', async () => {
    const taken: number[] = [];
    const results = inFlight(numbers(20, taken), 3, (item) => Promise.resolve(item));
    await results.next();
    expect(taken).toEqual([1, 2, 3]);
    await results.return(undefined);
  });
});
