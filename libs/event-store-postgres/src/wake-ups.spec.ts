import { WakeUps } from './wake-ups';

describe('Waking other processes', () => {
  let notified: number;
  let wakeUps: WakeUps;
  /** What a batch does. @returns whether it carried the notification */
  const batch = (): boolean => {
    const due = wakeUps.due();
    wakeUps.committed(due);
    return due;
  };

  beforeEach(() => {
    jest.useFakeTimers();
    notified = 0;
    wakeUps = new WakeUps(() => {
      notified += 1;
      return Promise.resolve();
    });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is done by the first batch, and not again at once', () => {
    expect([batch(), batch(), batch()]).toEqual([true, false, false]);
  });

  it('follows soon after the last of many batches', () => {
    [batch(), batch(), batch()].forEach(() => expect(notified).toBe(0));
    jest.advanceTimersByTime(10);
    expect(notified).toBe(1);
    jest.advanceTimersByTime(1_000);
    expect(notified).toBe(1);
  });

  it('is left to a later batch when that comes first', () => {
    batch();
    batch();
    wakeUps.committed(true);
    jest.advanceTimersByTime(1_000);
    expect(notified).toBe(0);
  });

  it('is due again after the interval', () => {
    expect(batch()).toBe(true);
    jest.advanceTimersByTime(9);
    expect(batch()).toBe(false);
    jest.advanceTimersByTime(1);
    expect(notified).toBe(1);
    jest.advanceTimersByTime(10);
    expect(batch()).toBe(true);
  });

  it('is not forgotten at the end', async () => {
    batch();
    batch();
    await wakeUps.flush();
    await wakeUps.flush();
    expect(notified).toBe(1);
  });
});
