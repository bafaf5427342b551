import { AsyncLocalStorage } from 'node:async_hooks';
import { SUBJECTS } from '@sportello/contracts';
import { eventually, NEVER_MS } from '@sportello/event-sourcing/testing';
import type { RequestMetadata } from '../../bus';
import { BusTimeout, BusUnavailable } from '../../bus-errors';
import { aContext, aDepartment, aRating, type World } from './world';

/** Requests and their replies, when nobody does anything wrong. */
export function repliesContract(world: () => World): void {
  it('answers a request with a value', async () => {
    await world().replica((message) => ({ got: message, nested: { list: [1, 'due', null] } }));
    const gateway = await world().bus('gateway');
    expect(await gateway.request(SUBJECTS.rateReport, aRating, aContext())).toEqual({
      ok: true,
      value: { got: aRating, nested: { list: [1, 'due', null] } },
    });
  });

  it('carries who asks, and every word of the metadata', async () => {
    const seen: unknown[] = [];
    await world().replica((_, actor, metadata) => seen.push(actor, metadata));
    const gateway = await world().bus('gateway');
    const metadata: RequestMetadata = {
      correlationId: 'corr-1',
      causationId: 'cause-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      commandId: '6e0f5fb6-6c9e-4a3c-8f43-0d5c8e7b3b11',
      bodyHmac: 'q83vEjRWeJA',
      language: 'en',
    };
    await gateway.request(SUBJECTS.rateReport, aRating, { actor: aDepartment, metadata });
    expect(seen).toEqual([aDepartment, metadata]);
  });

  it('drops a trace context that is not one, as W3C Trace Context says', async () => {
    const seen: RequestMetadata[] = [];
    await world().replica((_, __, metadata) => seen.push(metadata));
    const gateway = await world().bus('gateway');
    const { actor, metadata } = aContext();
    await gateway.request(SUBJECTS.rateReport, aRating, { actor, metadata: { ...metadata, traceparent: '00-xyz-01' } });
    expect(seen).toEqual([metadata]);
  });

  it('makes text of a Date and nothing of undefined, both ways', async () => {
    const when = new Date('2024-05-01T10:00:00.000Z');
    const { does } = await world().replica();
    const gateway = await world().bus('gateway');
    does((message) => ({ message, when, nothing: undefined }));
    const body = { rating: 4, comment: undefined };
    const reply = await gateway.request<object>(SUBJECTS.rateReport, { ...aRating, body }, aContext());
    expect(JSON.stringify(reply)).toBe(
      '{"ok":true,"value":{"message":{"code":"00000000000","body":{"rating":4}},"when":"2024-05-01T10:00:00.000Z"}}',
    );
    does(() => undefined);
    expect(await gateway.request(SUBJECTS.rateReport, aRating, aContext())).toEqual({ ok: true, value: undefined });
  });

  it('gives up at the deadline when the owner never answers, and drops what comes later', async () => {
    let answer: (() => void) | undefined;
    const { does } = await world().replica(
      () => new Promise<object>((resolve) => (answer = () => resolve({ late: true }))),
    );
    const gateway = await world().bus('gateway');
    const given = gateway.request(SUBJECTS.rateReport, aRating, aContext(), { timeoutMs: 150 });
    await expect(given).rejects.toThrow(new BusTimeout(`No answer to ${SUBJECTS.rateReport} within 150 ms`));
    answer?.();
    does(() => ({ late: false }));
    expect(await gateway.request(SUBJECTS.rateReport, aRating, aContext())).toMatchObject({ value: { late: false } });
  });

  it('says that nobody listens, and does not wait for the deadline', async () => {
    const gateway = await world().bus('gateway');
    const unheard = gateway.request(SUBJECTS.rateReport, aRating, aContext(), { timeoutMs: NEVER_MS });
    await expect(unheard).rejects.toThrow(BusUnavailable);
  });

  it('stops waiting when the caller calls it off', async () => {
    const calledOff = new AbortController();
    await world().replica(() => {
      calledOff.abort(new Error('The citizen went away'));
      return world().forever();
    });
    const gateway = await world().bus('gateway');
    const ask = () => gateway.request(SUBJECTS.rateReport, aRating, aContext(), { signal: calledOff.signal });
    await expect(ask()).rejects.toThrow('The citizen went away');
    await expect(ask()).rejects.toThrow('The citizen went away');
  });

  it('reaches one replica, and in time each of them', async () => {
    const answered = [0, 0];
    await world().replica(() => (answered[0]! += 1));
    await world().replica(() => (answered[1]! += 1));
    const gateway = await world().bus('gateway');
    let asked = 0;
    await eventually(async () => {
      asked += 1;
      await gateway.request(SUBJECTS.rateReport, aRating, aContext());
      return answered[0]! > 0 && answered[1]! > 0;
    });
    expect(answered[0]! + answered[1]!).toBe(asked);
  });

  it('shows the handler nothing of its caller`s AsyncLocalStorage, and the caller nothing of the handler`s', async () => {
    const scope = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    await world().replica(async () => {
      seen.push(scope.getStore());
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(scope.getStore());
      return scope.run('of the handler', async () => ({}));
    });
    const gateway = await world().bus('gateway');
    await scope.run('of the caller', async () => {
      await gateway.request(SUBJECTS.rateReport, aRating, aContext());
      seen.push(scope.getStore());
    });
    expect(seen).toEqual([undefined, undefined, 'of the caller']);
  });
}
