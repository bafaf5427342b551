import { PassThrough } from 'node:stream';
import { withProgress } from './with-progress';

it('shows each phase of long work by a bar, with its rate of late and the time left', async () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true });
  const { signal } = new AbortController();
  const result = await withProgress(
    { signal },
    async ({ onProgress }) => {
      onProgress?.({ phase: 'copying', done: 1_000, total: 4_000, rate: 500 });
      onProgress?.({ phase: 'restoring tables', done: 30, total: 40, rate: 1 });
      return 'done';
    },
    terminal,
  );
  expect(result).toBe('done');
  const shown = String(terminal.read());
  expect(shown).toMatch(/copying .* 25 % \| 6 s left \| 500\/s \| 1000 of 4000/);
  expect(shown).toMatch(/restoring tables .* 75 % \| 10 s left \| 1\/s \| 30 of 40/);
});
