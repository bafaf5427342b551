import {
  EventStoreUnavailable,
  ExpectedRevisionConflict,
  InvalidEvent,
  type AppendResult,
} from '@sportello/event-sourcing';
import { eventually, testEvent } from '@sportello/event-sourcing/testing';
import { AppendBatcher, type AppendRequest, type BatchLimits } from './append-batcher';

const LIMITS: BatchLimits = {
  requestsPerBatch: 4,
  bytesPerBatch: 1_000,
  requestsWaiting: 10,
  bytesWaiting: 5_000,
  deadlineMs: 5_000,
};
const RESULT: AppendResult = { revision: 0, position: '1' };

function request(stream: string, bytes = 10): AppendRequest {
  return { stream, events: [testEvent()], expectedRevision: -1, bytes };
}

/** A write that the test answers by hand, remembering what was asked of it. */
class WriteByHand {
  readonly batches: string[][] = [];
  #answer: ((stream: string) => AppendResult | ExpectedRevisionConflict) | undefined;
  #fail: ((streams: readonly string[]) => Error | undefined) | undefined;
  #release: (() => void) | undefined;

  readonly write = async (batch: readonly AppendRequest[]): Promise<(AppendResult | ExpectedRevisionConflict)[]> => {
    const streams = batch.map(({ stream }) => stream);
    this.batches.push(streams);
    if (!this.#answer) await new Promise<void>((resolve) => (this.#release = resolve));
    const failure = this.#fail?.(streams);
    if (failure) throw failure;
    return streams.map((stream) => this.#answer?.(stream) ?? RESULT);
  };

  /** From now on every batch is answered at once. */
  answer(of: (stream: string) => AppendResult | ExpectedRevisionConflict = () => RESULT): void {
    this.#answer = of;
    this.#release?.();
  }

  fail(of: (streams: readonly string[]) => Error | undefined): void {
    this.#fail = of;
    this.answer();
  }
}

describe('AppendBatcher', () => {
  let by: WriteByHand;
  const batcher = (limits: Partial<BatchLimits> = {}): AppendBatcher =>
    new AppendBatcher(by.write, { ...LIMITS, ...limits });

  beforeEach(() => {
    by = new WriteByHand();
  });

  it('writes together what came in while a batch was in flight, one batch at a time', async () => {
    const appends = batcher();
    const first = appends.add(request('a'));
    await eventually(() => by.batches.length === 1);
    const others = ['b', 'c', 'd'].map((stream) => appends.add(request(stream)));
    expect(by.batches).toEqual([['a']]);
    by.answer();
    await Promise.all([first, ...others]);
    expect(by.batches).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('cuts a batch by requests and by bytes, and writes a large request alone', async () => {
    by.answer();
    const appends = batcher();
    const sizes: [string, number][] = [
      ['a', 600],
      ['b', 600],
      ['large', 2_000],
      ...['c', 'd', 'e', 'f', 'g'].map((stream): [string, number] => [stream, 1]),
    ];
    await Promise.all(sizes.map(([stream, bytes]) => appends.add(request(stream, bytes))));
    expect(by.batches).toEqual([['a'], ['b'], ['large'], ['c', 'd', 'e', 'f'], ['g']]);
  });

  it('lets a second request of a stream wait for the next batch', async () => {
    by.answer();
    const appends = batcher();
    await Promise.all(['a', 'b', 'a', 'c', 'a'].map((stream) => appends.add(request(stream))));
    expect(by.batches).toEqual([['a', 'b', 'c'], ['a'], ['a']]);
  });

  it('answers a conflict to its own caller alone', async () => {
    by.answer((stream) => (stream === 'b' ? new ExpectedRevisionConflict('b', -1, 3) : RESULT));
    const appends = batcher();
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((stream) => appends.add(request(stream))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(by.batches).toHaveLength(1);
  });

  it('writes the requests of a refused batch alone, so that one bad one fails for itself', async () => {
    by.fail((streams) => (streams.includes('bad') ? new InvalidEvent('no') : undefined));
    const appends = batcher();
    const outcomes = await Promise.allSettled(['a', 'bad', 'c'].map((stream) => appends.add(request(stream))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(by.batches).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
  });

  it('fails the whole batch, once, when nothing is known about it', async () => {
    by.fail(() => new EventStoreUnavailable('gone'));
    const appends = batcher();
    const outcomes = await Promise.allSettled(['a', 'b'].map((stream) => appends.add(request(stream))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(by.batches).toHaveLength(1);
  });

  it('turns away what would wait in too long a queue, by number and by bytes', async () => {
    const appends = batcher({ requestsWaiting: 2 });
    const taken = ['a', 'b'].map((stream) => appends.add(request(stream)));
    await expect(appends.add(request('c'))).rejects.toThrow(EventStoreUnavailable);
    await expect(batcher().add(request('d', 5_001))).rejects.toThrow(EventStoreUnavailable);
    by.answer();
    await Promise.all(taken);
  });

  it('never writes what was given up while it waited', async () => {
    const appends = batcher();
    const first = appends.add(request('a'));
    await eventually(() => by.batches.length === 1);
    const giveUp = new AbortController();
    const given = appends.add(request('b'), giveUp.signal);
    const last = appends.add(request('c'));
    giveUp.abort(new Error('given up'));
    await expect(given).rejects.toThrow('given up');
    by.answer();
    await Promise.all([first, last]);
    expect(by.batches).toEqual([['a'], ['c']]);
  });

  it('answers within the deadline, written or not', async () => {
    const appends = batcher({ deadlineMs: 20 });
    await expect(Promise.any(['a', 'b'].map((stream) => appends.add(request(stream))))).rejects.toMatchObject({
      errors: [expect.any(EventStoreUnavailable), expect.any(EventStoreUnavailable)],
    });
    by.answer();
    await appends.drain();
  });

  it('drains: everything taken has its answer', async () => {
    by.answer();
    const appends = batcher();
    let answered = 0;
    for (const stream of ['a', 'b', 'a', 'a', 'c']) void appends.add(request(stream)).then(() => (answered += 1));
    await appends.drain();
    expect(answered).toBe(5);
    await appends.drain();
  });
});
