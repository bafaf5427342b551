import type { ImportReply } from '@sportello/contracts/words';
import { BusFailure, BusTimeout, BusUnavailable, type Reply } from '@sportello/messaging';
import type { Product } from '../reach/product';
import { judge } from './judge';
import type { SourceLine } from './source-file';

const GOOD = { outcome: 'imported', reference: 'A', code: 'C' } as const;
const LINES: readonly SourceLine[] = [
  { number: 1, start: 0, end: 3, fault: 'it is not UTF-8' },
  { number: 2, start: 3, end: 6, text: '{}' },
];

/** A product that follows a script, one entry for each request. */
function aProduct(script: readonly (Error | Reply<ImportReply>)[]) {
  const asked: object[] = [];
  const left = [...script];
  const product: Product = {
    how: 'a script',
    maintenance: false,
    ask: <T>(_subject: string, payload: object): Promise<Reply<T>> => {
      asked.push(payload);
      const next = left.shift() ?? new Error('no more');
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next as Reply<T>);
    },
    close: () => Promise.resolve(),
  };
  return { product, asked };
}

const request = (signal = new AbortController().signal) => ({
  subject: 'reports.import',
  message: { source: 'import', dryRun: false },
  signal,
});
const answered = (...outcomes: ImportReply['outcomes']): Reply<ImportReply> => ({ ok: true, value: { outcomes } });

describe('Lines before the product', () => {
  it('each get their outcome, those that were never sent too', async () => {
    const { product, asked } = aProduct([answered(GOOD)]);
    const judged = await judge(product, request(), LINES);
    expect(judged.map(({ line, outcome }) => [line.number, outcome])).toEqual([
      [
        1,
        {
          outcome: 'refused',
          problem: { code: 'MALFORMED_REQUEST', detail: 'The line cannot be read: it is not UTF-8' },
        },
      ],
      [2, GOOD],
    ]);
    expect(asked).toEqual([{ source: 'import', dryRun: false, lines: ['{}'] }]);
  });

  it('ask nobody when none of them can be sent', async () => {
    const { product, asked } = aProduct([]);
    expect(await judge(product, request(), LINES.slice(0, 1))).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  it('are sent again while the product does not answer', async () => {
    const { product, asked } = aProduct([new BusTimeout('late'), answered(GOOD)]);
    expect(await judge(product, request(), LINES)).toHaveLength(2);
    expect(asked[1]).toEqual(asked[0]);
  });

  it('are given up when it refuses them all, or fails', async () => {
    const refusal = { code: 'UNKNOWN_MUNICIPALITY', detail: 'name one' } as const;
    const { product } = aProduct([{ ok: false, refusal }, new BusFailure('a bug')]);
    await expect(judge(product, request(), LINES)).rejects.toThrow('name one');
    await expect(judge(product, request(), LINES)).rejects.toThrow('a bug');
  });

  it('are not sent again after an interruption', async () => {
    const stop = new AbortController();
    const { product, asked } = aProduct([new BusUnavailable('gone')]);
    stop.abort(new Error('Interrupted'));
    await expect(judge(product, request(stop.signal), LINES)).rejects.toThrow('gone');
    expect(asked).toHaveLength(1);
  });

  it('are not mixed up when a product of another version answers for other ones', async () => {
    const { product } = aProduct([answered(GOOD, GOOD)]);
    await expect(judge(product, request(), LINES)).rejects.toThrow('of another version');
  });
});
