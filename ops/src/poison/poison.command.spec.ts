import { PassThrough } from 'node:stream';
import { OPERATOR_SUBJECTS, type ReadersView } from '@sportello/contracts/words';
import type { Reply } from '@sportello/messaging';
import type { CommandRun } from '../command-line/command-run';
import { OperationFailed } from '../command-line/operation';
import { Output } from '../terminal/output';
import { skip } from './poison.command';

const PARKED = { stream: 'report-alfa_A', revision: 3, reason: 'InvalidEvent', skipped: false };
const READERS: ReadersView = {
  logId: 'log',
  readers: [
    {
      name: 'status_page',
      kind: 'projection',
      position: '1',
      lag: 0,
      parked: [PARKED],
      state: 'following',
    },
  ],
};

/** A product with one parked stream; what it was asked stands in `asked`, what people read in `out`. */
function aRun() {
  const asked: string[] = [];
  const out = new PassThrough();
  const run: CommandRun = {
    output: new Output(false, out, out),
    signal: new AbortController().signal,
    product: () =>
      Promise.resolve({
        how: 'a script',
        maintenance: false,
        ask: <T>(subject: string): Promise<Reply<T>> => {
          asked.push(subject);
          return Promise.resolve({ ok: true, value: READERS as T });
        },
        close: () => Promise.resolve(),
      }),
  };
  return { run, asked, out };
}

describe('Going on without a stream', () => {
  it.each([
    ['status_page', 'report-alfa_B'],
    ['work_queue', PARKED.stream],
  ])('orders nothing where %s has not parked %s, with the word and without', async (projection, stream) => {
    for (const options of [{}, { yes: true }]) {
      const { run, asked } = aRun();
      const refused = skip(run, [projection, stream], options);
      await expect(refused).rejects.toThrow(OperationFailed);
      await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining(stream) });
      expect(asked).toEqual([OPERATOR_SUBJECTS.projections]);
    }
  });

  it('tells first what it would do, and does it at a word', async () => {
    const { run, asked, out } = aRun();
    await skip(run, ['status_page', PARKED.stream], {});
    expect(String(out.read())).toContain('from revision 3 on. Nothing was changed');
    expect(asked).toEqual([OPERATOR_SUBJECTS.projections]);
    await skip(run, ['status_page', PARKED.stream], { yes: true });
    expect(asked.slice(1)).toEqual([OPERATOR_SUBJECTS.projections, OPERATOR_SUBJECTS.skipParked]);
  });
});
