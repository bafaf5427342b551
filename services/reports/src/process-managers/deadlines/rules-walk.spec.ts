import { AT_ONCE } from './deadlines.sql';
import { AGAIN_AFTER_MS, RulesWalk } from './rules-walk';

const borgo = { id: 'borgo-prova', rulesVersion: 'v1' };
const altrove = { id: 'altrove', rulesVersion: 'v7' };
const page = Array.from({ length: AT_ONCE }, (_, index) => `CODE${index}`);

describe('the walk through reports whose deadlines other rules made', () => {
  it('goes on behind the last report that was looked at', () => {
    const walk = new RulesWalk();
    expect(walk.pending([borgo], 0)).toEqual([{ id: 'borgo-prova', version: 'v1', after: '' }]);
    walk.looked('borgo-prova', 'v1', page, 0);
    expect(walk.pending([borgo], 0)).toEqual([{ id: 'borgo-prova', version: 'v1', after: page.at(-1) }]);
  });

  it('ends with a page that is not full, and leaves other municipalities where they are', () => {
    const walk = new RulesWalk();
    walk.looked('borgo-prova', 'v1', page.slice(1), 0);
    expect(walk.pending([borgo, altrove], 0)).toEqual([{ id: 'altrove', version: 'v7', after: '' }]);
  });

  it('begins anew with new rules, and once after an hour, also when the clock was put back', () => {
    const walk = new RulesWalk();
    walk.looked('borgo-prova', 'v1', [], 0);
    const again = [{ id: 'borgo-prova', version: 'v1', after: '' }];
    expect(walk.pending([{ ...borgo, rulesVersion: 'v2' }], 0)).toEqual([{ ...again[0], version: 'v2' }]);
    expect(walk.pending([borgo], AGAIN_AFTER_MS - 1)).toEqual([]);
    expect(walk.pending([borgo], AGAIN_AFTER_MS)).toEqual(again);
    expect(walk.pending([borgo], -AGAIN_AFTER_MS)).toEqual(again);
    walk.looked('borgo-prova', 'v1', [], AGAIN_AFTER_MS);
    expect(walk.pending([borgo], 9 * AGAIN_AFTER_MS)).toEqual([]);
  });
});
