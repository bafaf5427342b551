import { EventStoreUnavailable } from '@sportello/event-sourcing';
import { AppendGate, type GateLimits } from './append-gate';

const LIMITS: GateLimits = { inFlight: 2, bytesInFlight: 100, waiting: 3, bytesWaiting: 1_000, deadlineMs: 4_000 };

/** Appends that the test lets begin and end. */
class Works {
  /** Names in the order in which they were begun. */
  readonly begun: string[] = [];
  readonly #ends = new Map<string, { resolve(value: string): void; reject(reason: unknown): void }>();

  of(name: string): () => Promise<string> {
    return () => {
      this.begun.push(name);
      return new Promise((resolve, reject) => this.#ends.set(name, { resolve, reject }));
    };
  }

  done(name: string): void {
    this.#ends.get(name)?.resolve(name);
  }

  fails(name: string, reason: unknown): void {
    this.#ends.get(name)?.reject(reason);
  }
}

describe('The gate before the appends', () => {
  let works: Works;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    works = new Works();
  });
  afterEach(() => jest.useRealTimers());

  const gateWith = (limits: Partial<GateLimits> = {}): AppendGate => new AppendGate({ ...LIMITS, ...limits });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const outcome = (promise: Promise<string>): Promise<string> =>
    promise.catch((error: unknown) => (error instanceof Error ? error.message : String(error)));

  it('lets so many in, and the others in the order they came', async () => {
    const gate = gateWith();
    const outcomes = ['a', 'b', 'c', 'd'].map((name) => outcome(gate.run(1, works.of(name))));
    expect(works.begun).toEqual(['a', 'b']);
    works.done('b');
    await settled();
    expect(works.begun).toEqual(['a', 'b', 'c']);
    for (const name of ['a', 'c']) works.done(name);
    await settled();
    works.done('d');
    expect(await Promise.all(outcomes)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets so many bytes in, and what is larger alone', async () => {
    const gate = gateWith({ inFlight: 10 });
    for (const [name, bytes] of [
      ['a', 60],
      ['b', 41],
      ['large', 500],
    ] as const)
      void gate.run(bytes, works.of(name));
    expect(works.begun).toEqual(['a']);
    works.done('a');
    await settled();
    expect(works.begun).toEqual(['a', 'b']);
    works.done('b');
    await settled();
    expect(works.begun).toEqual(['a', 'b', 'large']);
  });

  it.each([
    ['appends', { waiting: 1 }, 1],
    ['bytes', { bytesWaiting: 50 }, 40],
  ])('turns away what would wait beside too many %s', async (_what, limits, bytes) => {
    const gate = gateWith({ ...limits, inFlight: 1 });
    void gate.run(1, works.of('in'));
    const waits = outcome(gate.run(bytes, works.of('waits')));
    await expect(gate.run(bytes, works.of('too many'))).rejects.toBeInstanceOf(EventStoreUnavailable);
    works.done('in');
    await settled();
    works.done('waits');
    expect(await waits).toBe('waits');
    expect(works.begun).toEqual(['in', 'waits']);
  });

  it('keeps nobody beyond the deadline, in flight or not, and never begins what gave up while it waited', async () => {
    const gate = gateWith({ inFlight: 1 });
    const [inFlight, waiting] = [outcome(gate.run(1, works.of('in'))), outcome(gate.run(1, works.of('waits')))];
    jest.advanceTimersByTime(LIMITS.deadlineMs);
    expect(await Promise.all([inFlight, waiting])).toEqual(['The append took too long', 'The append took too long']);
    const next = outcome(gate.run(1, works.of('next')));
    // It counts as in flight until it has really ended, or the server would be given ever more.
    expect(works.begun).toEqual(['in']);
    works.done('in');
    await settled();
    works.done('next');
    expect(await next).toBe('next');
    expect(works.begun).toEqual(['in', 'next']);
  });

  it('lets a caller give up, and leaves nothing at the signal nor a timer', async () => {
    const gate = gateWith({ inFlight: 1 });
    const caller = new AbortController();
    const removed = jest.spyOn(caller.signal, 'removeEventListener');
    const [inFlight, waiting] = ['in', 'waits'].map((name) => outcome(gate.run(1, works.of(name), caller.signal)));
    caller.abort(new Error('given up'));
    expect(await Promise.all([inFlight, waiting])).toEqual(['given up', 'given up']);
    expect(removed).toHaveBeenCalledTimes(2);
    expect(jest.getTimerCount()).toBe(0);
    works.done('in');
    await settled();
    expect(works.begun).toEqual(['in']);
  });

  it('gives each caller the failure of its own append', async () => {
    const gate = gateWith();
    const [failed, odd] = [outcome(gate.run(1, works.of('failed'))), gate.run(1, works.of('odd'))];
    works.fails('failed', new Error('a conflict'));
    works.fails('odd', 'not even an error');
    expect(await failed).toBe('a conflict');
    await expect(odd).rejects.toMatchObject({ message: 'The append failed', cause: 'not even an error' });
  });

  it('is drained when nothing waits and nothing is in flight, at once when nothing was', async () => {
    const gate = gateWith({ inFlight: 1 });
    await gate.drain();
    void gate.run(1, works.of('in'));
    void gate.run(1, works.of('waits'));
    let drained = false;
    const draining = gate.drain().then(() => (drained = true));
    works.done('in');
    await settled();
    expect(drained).toBe(false);
    works.done('waits');
    await draining;
    expect(drained).toBe(true);
  });
});
