import { PassThrough } from 'node:stream';
import { progressBar, rateOf, timeLeft } from './progress';

describe('Progress', () => {
  it('has a rate once time has passed', () => {
    expect([rateOf(0, 0), rateOf(10, 0), rateOf(1_500, 500)]).toEqual([0, 0, 3_000]);
  });

  it.each([
    [0, 0, ''],
    [10, 0, ''],
    [0, 10, '0 s left'],
    [590, 10, '59 s left'],
    [600, 10, '1 min 0 s left'],
    [90_500, 1, '25 h 8 min left'],
  ])('tells the time left for %s events at %s a second', (left, rate, text) => {
    expect(timeLeft(left, rate)).toBe(text);
  });

  it('writes nothing where nobody watches', () => {
    const pipe = new PassThrough();
    const bar = progressBar('rebuild', pipe);
    bar.at(1, 2);
    bar.end();
    expect(pipe.read()).toBeNull();
  });
});
