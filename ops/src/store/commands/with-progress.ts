import { progressBar, type Progress as Bar } from '../../terminal/progress';
import type { CommandRun } from '../../command-line/command-run';
import type { CommandContext } from '../command-context';

/** Does long work with a bar for each of its phases. */
export async function withProgress<T>(
  { signal }: Pick<CommandRun, 'signal'>,
  work: (context: CommandContext) => Promise<T>,
  err: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
): Promise<T> {
  let shown: { readonly phase: string; readonly bar: Bar } | undefined;
  try {
    return await work({
      signal,
      onProgress({ phase, done, total, rate }) {
        if (shown?.phase !== phase) {
          shown?.bar.end();
          shown = { phase, bar: progressBar(phase, err, performance.now(), '') };
        }
        shown.bar.at(done, total, rate);
      },
    });
  } finally {
    shown?.bar.end();
  }
}
