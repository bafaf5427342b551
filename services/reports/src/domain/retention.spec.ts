import { keptLongEnough } from './retention';

describe('What was kept long enough', () => {
  it.each([
    ['P2Y', '2026-03-02T09:00:00.000Z', '2024-03-02T09:00:00.000Z'],
    ['P1Y', '2024-02-29T12:00:00.000Z', '2023-02-28T12:00:00.000Z'],
    ['P6M', '2026-08-31T00:00:00.000Z', '2026-02-28T00:00:00.000Z'],
    ['P1Y6M', '2026-03-02T09:00:00.000Z', '2024-09-02T09:00:00.000Z'],
    ['P5W', '2026-03-02T09:00:00.000Z', '2026-01-26T09:00:00.000Z'],
  ])('after %s, on %s, ended before %s', (period, now, cutoff) => {
    expect(keptLongEnough(period, now)).toBe(cutoff);
  });

  it('is the same hour of UTC on both sides of the change of clocks', () => {
    expect(keptLongEnough('P60D', '2026-03-29T00:59:59.000Z')).toBe('2026-01-28T00:59:59.000Z');
    expect(keptLongEnough('P60D', '2026-03-29T03:00:00+02:00')).toBe('2026-01-28T01:00:00.000Z');
  });
});
