import { backOff, MAX_ATTEMPTS } from './back-off';

describe('waiting between attempts', () => {
  it('takes fixed, growing steps and ends with the eighth attempt', () => {
    const waits = Array.from({ length: MAX_ATTEMPTS + 1 }, (_, index) => backOff(index + 1, 60_000));
    expect(waits.map((wait) => wait && wait / 60_000)).toEqual([1, 5, 15, 60, 240, 720, 1440, undefined, undefined]);
  });
});
