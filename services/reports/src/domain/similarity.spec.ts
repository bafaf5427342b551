import { boxAround, likeness, NEAR_METRES, type Comparable, type Likeness } from './similarity';

const here = { lat: 41.4917, lon: 13.8314 };
const report = (more: Partial<Comparable> = {}): Comparable => ({
  category: 'potholes',
  location: here,
  submittedAt: '2026-03-02T09:00:00.000Z',
  searchTokens: ['buc', 'via', 'scuol'],
  ...more,
});
const north = (metres: number): Comparable['location'] => ({ ...here, lat: here.lat + metres / 111_320 });
const related = (one: string, other: string): boolean => [one, other].every((slug) => slug !== 'noise');
const like = (more: Partial<Comparable>): Likeness | undefined => likeness(report(), report(more), related);

describe('Two reports', () => {
  it('that say the same of the same place on the same day are as alike as can be', () => {
    expect(like({})).toEqual({ score: 1, metres: 0 });
  });

  it.each<[string, Partial<Comparable>, boolean]>([
    ['of one spot and category, in other words', { searchTokens: ['vorag'] }, true],
    ['of related categories, in the same words', { category: 'lights' }, true],
    ['of related categories, in other words', { category: 'lights', searchTokens: ['lampion'] }, false],
    ['of unrelated categories, in the same words', { category: 'noise' }, true],
    ['of unrelated categories, in other words', { category: 'noise', searchTokens: ['music'] }, false],
    ['two hundred metres apart, in other words', { location: north(200), searchTokens: ['vorag'] }, false],
    ['two hundred metres apart, in the same words', { location: north(200) }, true],
    ['further apart than near', { location: north(NEAR_METRES + 5) }, false],
    ['a season apart', { submittedAt: '2026-06-05T09:00:00.000Z' }, false],
  ])('%s', (_what, more, alike) => {
    expect(like(more) !== undefined).toBe(alike);
  });

  it('are alike by what the shorter text shares with the longer', () => {
    const long = Array.from({ length: 30 }, (_, index) => `word${index}`);
    expect(like({ searchTokens: ['buc', 'via', 'scuol', ...long] })?.score).toBe(1);
    expect(like({ searchTokens: [] })?.score).toBe(0.65);
  });

  it('are compared by metres east and west as by those north and south', () => {
    const east = { ...here, lon: here.lon + 100 / (111_320 * Math.cos((here.lat * Math.PI) / 180)) };
    expect([like({ location: east })?.metres, like({ location: north(100) })?.metres]).toEqual([100, 100]);
  });
});

it('What is near lies in the box around it, also at the poles', () => {
  for (const lat of [0, 41.5, 60, 90]) {
    const { south, north: top, west, east } = boxAround({ lat, lon: 13 });
    expect((top - south) * 111_320).toBeCloseTo(2 * NEAR_METRES);
    expect(Number.isFinite(east - west) && east - west > top - south - 1e-9).toBe(true);
  }
});
