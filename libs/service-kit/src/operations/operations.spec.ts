import { eventually } from '@sportello/event-sourcing/testing';
import { Refused } from '@sportello/messaging';
import { pino } from 'pino';
import { Operations, type OperationPlan, type OperationRun } from './operations';

const silent = pino({ level: 'silent' });
const plan = (work: OperationPlan['work'], about = 'status_page'): OperationPlan => ({ kind: 'rebuild', about, work });

/** Works until it is called off. */
async function forEver({ signal }: OperationRun): Promise<undefined> {
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('Called off'))));
  return undefined;
}

describe('Long operations', () => {
  it('tell how far they are, and what they came to', async () => {
    const operations = new Operations(silent);
    let goOn: () => void = () => undefined;
    const id = operations.start({
      ...plan(async ({ progress }) => {
        progress(7);
        await new Promise<void>((resolve) => (goOn = resolve));
        return { rows: 3 };
      }),
      total: 10,
    });
    await eventually(() => operations.view(id, 0).done === 7);
    expect(operations.view(id, 0)).toMatchObject({ state: 'running', done: 7, total: 10, itemsEnd: false });
    goOn();
    await eventually(() => operations.view(id, 0).state === 'done');
    expect(operations.view(id, 0)).toMatchObject({ result: { rows: 3 }, items: [], itemsEnd: true });
  });

  it('are one of a kind at a time, and few altogether', async () => {
    const operations = new Operations(silent);
    operations.start(plan(forEver));
    expect(() => operations.start(plan(forEver))).toThrow('TOO_MANY_REQUESTS');
    for (const about of ['a', 'b', 'c']) operations.start(plan(forEver, about));
    expect(() => operations.start(plan(forEver, 'd'))).toThrow('TOO_MANY_REQUESTS');
    await operations.close();
    expect(operations.start(plan(async () => undefined))).toEqual(expect.any(String));
  });

  it('are called off, also when the service ends', async () => {
    const operations = new Operations(silent);
    const [one, other] = [operations.start(plan(forEver, 'a')), operations.start(plan(forEver, 'b'))];
    operations.cancel(one);
    await eventually(() => operations.view(one, 0).state === 'cancelled');
    expect(operations.view(other, 0).state).toBe('running');
    await operations.close();
    expect(operations.view(other, 0).state).toBe('cancelled');
  });

  it('say why they failed, never in the words of a driver', async () => {
    const operations = new Operations(silent);
    const ours = Object.assign(new Error('Another process is rebuilding'), { name: 'ProjectionBusy' });
    const drivers = Object.assign(new Error('Key (email)=(ada@example.org) exists'), { code: '23505' });
    const ids = [ours, drivers].map((error) => operations.start(plan(() => Promise.reject(error), error.message)));
    await eventually(() => ids.every((id) => operations.view(id, 0).state === 'failed'));
    expect(operations.view(ids[0] ?? '', 0).failure).toEqual({
      code: 'ProjectionBusy',
      detail: 'Another process is rebuilding',
    });
    expect(JSON.stringify(operations.view(ids[1] ?? '', 0))).not.toContain('ada@');
  });

  it('that are refused fail with what the refusal says', async () => {
    const operations = new Operations(silent);
    const refusal = { code: 'UNKNOWN_MUNICIPALITY', detail: 'There is no municipality x' } as const;
    const id = operations.start(plan(() => Promise.reject(new Refused(refusal))));
    await eventually(() => operations.view(id, 0).state === 'failed');
    expect(operations.view(id, 0).failure).toEqual(refusal);
  });

  it('hold back when nobody fetches what they find, and lose none of it', async () => {
    const operations = new Operations(silent);
    let given = 0;
    const id = operations.start(
      plan(async ({ give }) => {
        for (; given < 10_000; given += 100) await give(Array.from({ length: 100 }, (_, n) => ({ n: given + n })));
        return undefined;
      }),
    );
    await eventually(() => given >= 2_000);
    expect(given).toBeLessThan(3_000);
    const numbers: unknown[] = [];
    await eventually(() => {
      const view = operations.view(id, numbers.length);
      // An answer that was lost is given again.
      expect(operations.view(id, numbers.length).items).toEqual(view.items);
      numbers.push(...view.items);
      return view.itemsEnd;
    });
    expect(numbers).toEqual(Array.from({ length: 10_000 }, (_, n) => ({ n })));
  });

  it('keep as little when everything is found at once', async () => {
    const operations = new Operations(silent);
    const all = Array.from({ length: 200_000 }, (_, n) => ({ n }));
    let given = false;
    const id = operations.start(
      plan(async ({ give }) => {
        await give(all);
        given = true;
        return undefined;
      }),
    );
    await eventually(() => operations.view(id, 0).items.length > 0);
    let taken = 0;
    for (; !given; taken += operations.view(id, taken).items.length) await new Promise(setImmediate);
    // All was taken by then but what may wait.
    expect(taken).toBeGreaterThanOrEqual(all.length - 2_500);
    await operations.close();
  });

  it('are not known by another name', () => {
    expect(() => new Operations(silent).view('7f1d0a58-3c86-4f6b-8b44-5d5c1f0e6a90', 0)).toThrow('NOT_FOUND');
  });
});
