import type { OperationView } from '@sportello/contracts/words';
import type { Reply } from '@sportello/messaging';
import type { Product } from '../reach/product';
import { Output } from '../terminal/output';
import type { CommandRun } from './command-run';
import { operate, OperationFailed } from './operation';

const OPERATION = { label: 'x', subject: 'start', payload: {}, follow: 'follow', cancel: 'cancel' };
const REFUSED = { ok: false, refusal: { code: 'NOT_FOUND', detail: 'gone' } } as const;

function view(changes: Partial<OperationView>): Reply<OperationView> {
  return { ok: true, value: { id: '1', kind: 'x', state: 'running', done: 0, items: [], itemsEnd: false, ...changes } };
}

/** A product that follows a script; what it was asked stands in `asked`. */
function aRun(replies: readonly Reply<OperationView>[], stop = new AbortController()) {
  const asked: { readonly subject: string; readonly payload: object }[] = [];
  const left = [...replies];
  const product: Product = {
    how: 'a script',
    maintenance: false,
    ask: <T>(subject: string, payload: object): Promise<Reply<T>> => {
      asked.push({ subject, payload });
      if (subject !== 'follow') return Promise.resolve({ ok: true, value: { id: '1' } as T });
      if (left.length === 1) stop.signal.dispatchEvent(new Event('last'));
      return Promise.resolve((left.shift() ?? REFUSED) as Reply<T>);
    },
    close: () => Promise.resolve(),
  };
  const output = new Output(false, process.stdout, process.stderr);
  const run: CommandRun = { output, signal: stop.signal, product: () => Promise.resolve(product) };
  return { run, asked, stop };
}

describe('Following an operation', () => {
  it('gives every item once, in order, and what it came to', async () => {
    const { run, asked } = aRun([
      view({ items: [1, 2] }),
      view({}),
      view({ items: [3], state: 'done', itemsEnd: true, result: { planned: 3 } }),
    ]);
    const items: number[] = [];
    const result = await operate<object, number>(run, OPERATION, async (some) => void items.push(...some));
    expect([items, result]).toEqual([[1, 2, 3], { planned: 3 }]);
    expect(asked.map(({ payload }) => payload)).toEqual([
      {},
      { id: '1', taken: 0 },
      { id: '1', taken: 2 },
      { id: '1', taken: 2 },
    ]);
  });

  it('asks again when another replica answers, which does not know it', async () => {
    const { run } = aRun([REFUSED, REFUSED, view({ state: 'done', itemsEnd: true, result: { ok: true } })]);
    expect(await operate(run, OPERATION)).toEqual({ ok: true });
  });

  it('says that it is lost when nobody knows it any more', async () => {
    const { run } = aRun([view({})]);
    await expect(operate(run, OPERATION)).rejects.toMatchObject({ code: 'OPERATION_LOST' });
  });

  it('tells why it failed', async () => {
    const failure = { code: 'ProjectionBusy', detail: 'Another process is rebuilding status_page' };
    const { run } = aRun([view({ state: 'failed', itemsEnd: true, failure })]);
    await expect(operate(run, OPERATION)).rejects.toEqual(new OperationFailed(failure.code, failure.detail));
  });

  it('calls it off when it is interrupted', async () => {
    const stop = new AbortController();
    stop.signal.addEventListener('last', () => stop.abort(new Error('Interrupted')));
    const { run, asked } = aRun([view({})], stop);
    await expect(operate(run, OPERATION)).rejects.toThrow('Interrupted');
    expect(asked.at(-1)).toEqual({ subject: 'cancel', payload: { id: '1' } });
  });
});
