import { EventEmitter } from 'node:events';
import { EventStoreUnavailable, NO_STREAM } from '@sportello/event-sourcing';
import { eventually, newStream, testEvent } from '@sportello/event-sourcing/testing';
import { Empty, UUID } from '@eventstore/db-client/generated/shared_pb';
import { BatchAppendResp, type BatchAppendReq } from '@eventstore/db-client/generated/streams_pb';
import type { AppendRequest } from './append-messages';
import { BatchAppends } from './batch-appends';

/** A call whose other end is the test. */
class FakeCall extends EventEmitter {
  readonly written: BatchAppendReq[] = [];

  write(request: BatchAppendReq): void {
    this.written.push(request);
  }

  /** Answers everything that was written on it. */
  answer(): void {
    for (const request of this.written.splice(0)) {
      const id = request.getCorrelationId()?.getString() ?? '';
      const success = new BatchAppendResp.Success().setCurrentRevision('0').setNoPosition(new Empty());
      this.emit('data', new BatchAppendResp().setCorrelationId(new UUID().setString(id)).setSuccess(success));
    }
  }
}

const anAppend = (): AppendRequest => ({
  stream: newStream(),
  events: [testEvent()],
  expectedRevision: NO_STREAM,
  bytes: 4,
});
const taken =
  (call: FakeCall): (() => boolean) =>
  () =>
    call.written.length > 0;

describe('Appends on one call', () => {
  let calls: FakeCall[];
  let batch: BatchAppends;
  beforeEach(() => {
    calls = [];
    batch = new BatchAppends(async () => {
      const call = new FakeCall();
      calls.push(call);
      return call;
    });
  });

  const written = (): number => calls.reduce((sum, call) => sum + call.written.length, 0);

  /** Takes an append, and gives the call that carries it. */
  async function append(): Promise<{ readonly appended: Promise<object>; readonly call: FakeCall }> {
    const before = written();
    const appended = batch.append(anAppend());
    // Its rejection is looked at later.
    appended.catch(() => undefined);
    await eventually(() => written() > before);
    return { appended, call: calls.at(-1)! };
  }

  it('share it, and are answered one by one', async () => {
    const appended = [batch.append(anAppend()), batch.append(anAppend())];
    await eventually(() => calls[0]?.written.length === 2);
    calls[0]!.answer();
    expect(await Promise.all(appended)).toEqual([
      { revision: 0, position: undefined },
      { revision: 0, position: undefined },
    ]);
    expect(calls).toHaveLength(1);
  });

  it('fail with their own call and with no other: its last word may come when the next one is under way', async () => {
    const first = await append();
    first.call.emit('end');
    await expect(first.appended).rejects.toBeInstanceOf(EventStoreUnavailable);
    const second = await append();
    expect(second.call).not.toBe(first.call);
    first.call.emit('error', new Error('the status of the first call'));
    second.call.answer();
    expect(await second.appended).toEqual({ revision: 0, position: undefined });
    const third = batch.append(anAppend());
    await eventually(taken(second.call));
    second.call.answer();
    await third;
    expect(calls).toHaveLength(2);
  });

  it('are turned away by a call that ended while it began, and begin another', async () => {
    const opening = new FakeCall();
    let open: (call: FakeCall) => void = () => undefined;
    const late = new BatchAppends(() => new Promise((resolve) => (open = resolve)));
    const lost = late.append(anAppend());
    open(opening);
    queueMicrotask(() => opening.emit('end'));
    await expect(lost).rejects.toBeInstanceOf(EventStoreUnavailable);
    const kept = late.append(anAppend());
    const next = new FakeCall();
    open(next);
    await eventually(taken(next));
    next.answer();
    expect(await kept).toMatchObject({ revision: 0 });
  });

  it('begin a call again after one that could not be begun', async () => {
    let tries = 0;
    const call = new FakeCall();
    const refused = new BatchAppends(async () => {
      tries += 1;
      if (tries === 1) throw new Error('no way there');
      return call;
    });
    await expect(refused.append(anAppend())).rejects.toThrow('no way there');
    const appended = refused.append(anAppend());
    await eventually(taken(call));
    call.answer();
    expect(await appended).toMatchObject({ revision: 0 });
  });
});
