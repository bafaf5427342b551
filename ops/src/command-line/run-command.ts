import { setMaxListeners } from 'node:events';
import { insists, SettingsError } from '@sportello/service-kit/installation';
import { CannotReach, type Product } from '../reach/product';
import { reach } from '../reach/reach';
import { Output, OutputClosed } from '../terminal/output';
import { ProductRefused } from './ask';
import { WrongUsage, type CommandRun } from './command-run';
import { INTERRUPTED, USAGE, WELL, WRONG, type Verdict } from './exit-codes';
import { OperationFailed } from './operation';

class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Runs a command and leaves its verdict as the exit code of the process. Ctrl-C ends it in order, a second one after a moment at once; a reader that closes our
 * output ends it without a word.
 */
export async function runCommand(
  { json }: { readonly json: boolean },
  work: (run: CommandRun) => Promise<Verdict>,
): Promise<void> {
  const stop = new AbortController();
  // As many as there are calls under way: hundreds while a log is copied.
  setMaxListeners(0, stop.signal);
  let asked: number | undefined;
  const end = (): void => {
    if (asked !== undefined && insists(asked, performance.now())) process.exit(INTERRUPTED);
    asked ??= performance.now();
    stop.abort(new Interrupted('Interrupted'));
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    stop.abort(error.code === 'EPIPE' ? new OutputClosed('Nobody reads any more') : error);
  });
  const output = new Output(json, process.stdout, process.stderr);
  let reached: Promise<Product> | undefined;
  const run: CommandRun = { output, signal: stop.signal, product: () => (reached ??= reach(stop.signal)) };
  try {
    process.exitCode = await work(run);
  } catch (error) {
    process.exitCode = tell(stop.signal.aborted ? stop.signal.reason : error, output);
  } finally {
    await reached?.then(
      (product) => product.close(),
      () => undefined,
    );
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

function tell(error: unknown, output: Output): number {
  if (error instanceof OutputClosed) return WELL;
  if (error instanceof Interrupted) {
    output.remark('Interrupted.');
    return INTERRUPTED;
  }
  if (error instanceof WrongUsage) {
    output.complain('USAGE', error.message);
    return USAGE;
  }
  const { code, message } = explain(error);
  output.complain(code, message);
  return WRONG;
}

function explain(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof ProductRefused) return { code: error.refusal.code, message: error.message };
  if (error instanceof OperationFailed) return { code: error.code, message: error.message };
  if (error instanceof CannotReach || error instanceof SettingsError)
    return { code: 'CANNOT_REACH', message: error.message };
  if (!(error instanceof Error)) return { code: 'FAILED', message: String(error) };
  switch (error.name) {
    case 'BusUnavailable':
      return {
        code: 'UNAVAILABLE',
        message: `${error.message}. When the product runs again, run the command again: nothing is half done.`,
      };
    case 'BusTimeout':
      return {
        code: 'TIMEOUT',
        message: `${error.message}. It may have been done nevertheless: look, then run the command again.`,
      };
    case 'BusFailure':
      return { code: 'FAILURE', message: `${error.message}. The log of the service says why.` };
    default:
      return { code: error.name, message: error.message };
  }
}
