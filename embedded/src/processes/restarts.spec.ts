import { Restarts } from './restarts';

describe('Starting a fallen service again', () => {
  it('waits longer each time, to a limit, and gives up in the end', () => {
    const restarts = new Restarts();
    const pauses = Array.from({ length: 13 }, () => restarts.ended(false, 0));
    expect(pauses.slice(0, 7)).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 10_000]);
    expect(pauses.slice(7, 12)).toEqual(Array.from({ length: 5 }, () => 10_000));
    expect(pauses[12]).toBeUndefined();
  });

  it('never gives up on one that became ready, however often it is killed', () => {
    const restarts = new Restarts();
    const pauses = Array.from({ length: 50 }, () => restarts.ended(true, 1_000));
    expect(Math.max(...pauses.map((pause) => pause ?? Infinity))).toBeLessThanOrEqual(400);
  });

  it('forgets old failures once it has been up for a while', () => {
    const restarts = new Restarts();
    for (let fall = 0; fall < 10; fall += 1) restarts.ended(false, 0);
    expect(restarts.ended(true, 60_000)).toBe(200);
  });
});
