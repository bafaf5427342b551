import { setTimeout as pause } from 'node:timers/promises';
import { MAX_LOG_PAGE, OPERATOR_SUBJECTS, type LogPage } from '@sportello/contracts/words';
import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { given } from '../command-line/options';
import { eventText } from './event-text';

const EVERY_MS = 400;
const PAGE_TIMEOUT_MS = 20_000;

export interface TailOptions {
  readonly from?: string;
  readonly stream?: string;
  readonly type?: string;
  readonly personal?: boolean;
  readonly follow: boolean;
}

/** `events tail` */
export async function tail(run: CommandRun, _args: readonly string[], options: TailOptions): Promise<Verdict> {
  const { output, signal } = run;
  const product = await run.product();
  const { stream, type, personal, follow, from = follow ? 'now' : 'start' } = options;
  const page = (after: string | undefined): Promise<LogPage> => {
    const query = { limit: MAX_LOG_PAGE, ...given({ stream, type, personal, after }) };
    return ask(product, OPERATOR_SUBJECTS.logPage, query, { signal, timeoutMs: PAGE_TIMEOUT_MS });
  };
  let after = await startOf(from, () => ask(product, OPERATOR_SUBJECTS.logPage, { limit: 1, from: 'end' }, { signal }));
  for (;;) {
    signal.throwIfAborted();
    const { events, next, atEnd, beyondEnd } = await page(after);
    if (beyondEnd) {
      output.complain(
        'AHEAD_OF_THE_LOG',
        `The log ends before the position ${after ?? ''}: it was restored from an older copy, or it is another log. --from start reads it whole.`,
      );
      return WRONG;
    }
    for (const event of events) await output.say(event, () => eventText(event));
    after = next === '' ? undefined : next;
    if (!atEnd) continue;
    if (!follow) return WELL;
    await pause(EVERY_MS, undefined, { signal });
  }
}

/** Undefined: the beginning. */
async function startOf(from: string, end: () => Promise<LogPage>): Promise<string | undefined> {
  if (from === 'start') return undefined;
  if (from !== 'now') return from;
  const { next } = await end();
  return next === '' ? undefined : next;
}
