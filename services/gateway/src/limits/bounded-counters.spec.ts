import { BoundedCounters } from './bounded-counters';

describe('counting by caller', () => {
  it('starts anew when the window is over', () => {
    let now = 0;
    const counters = new BoundedCounters(10, () => now);
    expect(counters.hit('a', 1000)).toEqual({ hits: 1, msLeft: 1000 });
    now = 400;
    expect(counters.hit('a', 1000)).toEqual({ hits: 2, msLeft: 600 });
    expect(counters.hit('b', 1000).hits).toBe(1);
    now = 1000;
    expect(counters.hit('a', 1000)).toEqual({ hits: 1, msLeft: 1000 });
  });

  it('never holds more callers than it may', () => {
    const counters = new BoundedCounters(100, () => 0);
    for (let caller = 0; caller < 10_000; caller += 1) counters.hit(String(caller), 1000);
    expect(counters.size).toBe(100);
    expect(counters.hit('9999', 1000).hits).toBe(2);
  });
});
