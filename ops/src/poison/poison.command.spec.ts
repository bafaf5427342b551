import { PassThrough } from 'node:stream';
import { OPERATOR_SUBJECTS, type ReadersView, type ReaderView } from '@sportello/contracts/words';
import type { Reply } from '@sportello/messaging';
import type { CommandRun } from '../command-line/command-run';
import { OperationFailed } from '../command-line/operation';
import { Output } from '../terminal/output';
import { skip } from './poison.command';

const PARKED = { stream: 'report-alfa_A', revision: 3, reason: 'InvalidEvent', skipped: false };
const FOLLOWING = { kind: 'projection', position: '1', lag: 0, parked: [], state: 'following' } as const;
const readers: readonly ReaderView[] = [
  { ...FOLLOWING, name: 'status_page', parked: [PARKED] },
  { ...FOLLOWING, name: 'work_queue' },
  { ...FOLLOWING, name: 'sealing', kind: 'subscription' },
];
const READERS: ReadersView = { logId: 'log', readers };

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

  it.each(['status_pages', 'sealing'])('names the projections there are where %s is none', async (projection) => {
    const { run, asked } = aRun();
    await expect(skip(run, [projection, PARKED.stream], { yes: true })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `There is no projection ${projection}; there are: status_page, work_queue`,
    });
    expect(asked).toEqual([OPERATOR_SUBJECTS.projections]);
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
