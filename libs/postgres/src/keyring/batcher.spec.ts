import { Batcher } from './batcher';

describe('Batcher', () => {
  it('answers a hundred concurrent callers from a handful of statements, each with its own', async () => {
    const batches: number[] = [];
    const batcher = new Batcher<number, string>(async (items) => {
      batches.push(items.length);
      return items.map(String);
    }, 60);
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => batcher.ask([n, -n])));
    expect(answers).toEqual(Array.from({ length: 100 }, (_, n) => [String(n), String(-n)]));
    expect(batches).toEqual([60, 60, 60, 20]);
  });

  it('takes one caller with more items than fit', async () => {
    const batcher = new Batcher<number, number>(async (items) => items, 2);
    expect(await batcher.ask([1, 2, 3])).toEqual([1, 2, 3]);
    expect(await batcher.ask([])).toEqual([]);
  });

  it('fails the callers of the batch that failed, and serves the next', async () => {
    let turn = 0;
    const batcher = new Batcher<number, number>(async (items) => {
      turn += 1;
      if (turn === 1) throw new Error('lost');
      return items;
    }, 2);
    const outcomes = await Promise.allSettled([batcher.ask([1]), batcher.ask([2]), batcher.ask([3])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});
