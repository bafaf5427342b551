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

  it('shows people how much is done, how long it will take and how fast it goes, on a terminal of 80 columns', () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    const bar = progressBar('looking through the log', terminal);
    bar.at(1_000, 4_000, 500);
    bar.end();
    const line = /looking through the log .*/.exec(String(terminal.read()))?.[0] ?? '';
    expect(line.slice(0, 80)).toMatch(/ 25 % \| 6 s left \| 500\/s \|/);
  });

  it('shows a count and a rate where nobody knows how much there is', () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    const bar = progressBar('restoring keys', terminal);
    bar.at(1_000, undefined, 500);
    bar.end();
    expect(String(terminal.read())).toContain('restoring keys 1000 events | 500/s');
  });

  it('writes nothing where nobody watches', () => {
    const pipe = new PassThrough();
    const bar = progressBar('rebuild', pipe);
    bar.at(1, 2);
    bar.end();
    expect(pipe.read()).toBeNull();
  });
});
