import { FollowLoop } from './follow-loop';

const MINUTE_MS = 60_000;

describe('A loop that rests after each step', () => {
  let begun: number[];
  let loop: FollowLoop;
  /** How long each step takes, in milliseconds. */
  let takes: number;

  beforeEach(() => {
    jest.useFakeTimers();
    begun = [];
    loop = new FollowLoop(
      async () => {
        begun.push(performance.now());
        await jest.advanceTimersByTimeAsync(takes);
        return 'more';
      },
      () => undefined,
      19,
      10_000,
    );
  });
  afterEach(async () => {
    await loop.stop();
    jest.useRealTimers();
  });

  it.each([
    { kind: 'short', ms: 100, rest: 1_900 },
    { kind: 'held up', ms: MINUTE_MS, rest: 10_000 },
  ])('rests by the length of a step that was $kind, within a bound', async ({ ms, rest }) => {
    takes = ms;
    loop.start();
    await jest.advanceTimersByTimeAsync(ms + rest);
    expect(begun.slice(0, 2)).toEqual([begun[0], (begun[0] ?? 0) + ms + rest]);
  });
});
