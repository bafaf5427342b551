import { getEventListeners } from 'node:events';
import { CallSignal } from './call-signal';

describe('The signal of a call', () => {
  const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('fires with its caller’s, for the same reason', () => {
    const caller = new AbortController();
    const call = new CallSignal(caller.signal, 1_000);
    caller.abort(new Error('Called off'));
    expect(call.signal.reason).toEqual(new Error('Called off'));
    jest.advanceTimersByTime(1_000);
    expect(call.late).toBe(false);
  });

  it('has fired when its caller’s had', () => {
    expect(new CallSignal(AbortSignal.abort(new Error('Called off'))).signal.reason).toEqual(new Error('Called off'));
  });

  it('fires when its time is over, and says that it was the time', () => {
    const caller = new AbortController();
    const call = new CallSignal(caller.signal, 1_000);
    jest.advanceTimersByTime(999);
    expect([call.signal.aborted, call.late]).toEqual([false, false]);
    jest.advanceTimersByTime(1);
    expect([call.signal.aborted, call.late]).toEqual([true, true]);
    expect(listeners(caller.signal)).toBe(0);
  });

  it('leaves nothing at its caller’s, nor a timer, when the call is over', () => {
    const caller = new AbortController();
    const call = new CallSignal(caller.signal, 1_000);
    expect(listeners(caller.signal)).toBe(1);
    call.release();
    expect(listeners(caller.signal)).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
    expect(call.signal.aborted).toBe(false);
  });

  it('ends what still goes on under it', () => {
    const caller = new AbortController();
    const call = new CallSignal(caller.signal);
    call.abort();
    expect([call.signal.aborted, call.late, listeners(caller.signal)]).toEqual([true, false, 0]);
  });

  it('does without a caller’s', () => {
    const call = new CallSignal(undefined, 5);
    jest.advanceTimersByTime(5);
    expect(call.late).toBe(true);
  });
});
