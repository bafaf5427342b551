import type { FoundReport } from '@sportello/contracts/words';
import { Erasure, LISTED } from './erasure';

const report = (number: number, erased = false): FoundReport => ({
  municipalityId: 'alfa',
  code: `CODE${number}`,
  submittedAt: '2026-01-01T00:00:00.000Z',
  erased,
});

async function erase(wanted: boolean, found: readonly FoundReport[]) {
  const asked: string[] = [];
  const erasure = new Erasure(wanted, async ({ code }) => void asked.push(code));
  for (const one of found) await erasure.take(one);
  return { asked, erasure };
}

describe('Forgetting a person', () => {
  it('changes nothing until it is wanted', async () => {
    const { asked, erasure } = await erase(false, [report(1), report(2, true)]);
    expect(asked).toEqual([]);
    expect(erasure).toMatchObject({ found: 2, due: 1, erased: 0 });
    expect(erasure.forPeople()).toMatch(
      /CODE1 .*would be erased\nCODE2 .*erased before\n1 would be erased. Nothing was changed/,
    );
  });

  it('erases each report as it is found, those that were erased before not again', async () => {
    const { asked, erasure } = await erase(true, [report(1), report(2, true), report(3)]);
    expect(asked).toEqual(['CODE1', 'CODE3']);
    expect(erasure).toMatchObject({ found: 3, due: 2, erased: 2 });
    expect(erasure.forPeople()).toContain('cannot be read any more');
  });

  it('forgets what it has erased, of an address that stands on very many reports', async () => {
    const { asked, erasure } = await erase(
      true,
      Array.from({ length: 3 * LISTED }, (_, number) => report(number)),
    );
    expect(asked).toHaveLength(3 * LISTED);
    expect(erasure.reports).toHaveLength(LISTED);
    expect(erasure.forPeople()).toContain(`... and ${2 * LISTED} more`);
  });

  it('counts and lists the newsletters of an address too', async () => {
    const { erasure } = await erase(true, [report(1)]);
    const forgotten = jest.fn(async () => undefined);
    await erasure.takeSubscription({ municipalityId: 'alfa', erased: false }, forgotten);
    await erasure.takeSubscription({ municipalityId: 'beta', erased: true }, forgotten);
    expect(forgotten).toHaveBeenCalledTimes(1);
    expect(erasure).toMatchObject({ found: 3, due: 2, erased: 2 });
    expect(erasure.forPeople()).toMatch(/newsletter +alfa .*erased now\nnewsletter +beta .*erased before/);
  });

  it('ends what an address follows, when that is wanted', async () => {
    const ended = jest.fn(async () => undefined);
    const { erasure: looked } = await erase(false, []);
    await looked.takeFollows({ municipalityId: 'alfa', follows: 2 }, ended);
    expect(ended).not.toHaveBeenCalled();
    expect(looked).toMatchObject({ found: 1, due: 1, erased: 0 });
    expect(looked.forPeople()).toMatch(/follows \(2\) +alfa .*would be erased/);
    const { erasure } = await erase(true, []);
    await erasure.takeFollows({ municipalityId: 'alfa', follows: 2 }, ended);
    expect(ended).toHaveBeenCalledTimes(1);
    expect(erasure).toMatchObject({ found: 1, due: 1, erased: 1 });
  });

  it('tells that there is nothing', async () => {
    const { erasure } = await erase(true, []);
    expect(erasure.forPeople()).toBe('There is no report, no subscriber and no follower with this contact.');
    expect((await erase(true, [report(1, true)])).erasure.forPeople()).toContain('Nothing is left to erase');
  });
});
