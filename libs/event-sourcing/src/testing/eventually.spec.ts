import { eventually } from './eventually';

describe('Waiting for what is to come', () => {
  /** Gives these one after the other, then the last for ever. */
  const oneByOne = <Value>(...values: [...Value[], Value]): (() => Value) => {
    let asked = 0;
    return () => values[Math.min(asked++, values.length - 1)] as Value;
  };

  it('gives the first answer that is there', async () => {
    expect(await eventually(oneByOne<string | false | undefined>(false, undefined, 'there'))).toBe('there');
    expect(await eventually(oneByOne<number | undefined>(undefined, 0))).toBe(0);
  });

  it('gives the first answer that is accepted', async () => {
    const ask = oneByOne(1, 2, 3);
    expect(
      await eventually(
        () => Promise.resolve(ask()),
        (value) => value > 1,
      ),
    ).toBe(2);
  });

  it('fails at its deadline with what came last', async () => {
    await expect(
      eventually(
        () => ({ pages: 3 }),
        ({ pages }) => pages === 4,
        20,
      ),
    ).rejects.toThrow('last: { pages: 3 }');
    await expect(eventually(() => false, undefined, 20)).rejects.toThrow(/^Not within 20 ms: .*; last: false$/);
  });

  it('lets a failure of the question through', async () => {
    await expect(eventually(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  });
});
