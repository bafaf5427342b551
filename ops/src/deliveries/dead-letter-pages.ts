import type { DeadLetterKey } from '@sportello/contracts';
import { MAX_PAGE_SIZE, SUBJECTS, type DeadLetter, type ListPage } from '@sportello/contracts/words';
import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';

/** When every mail of a long log was given up, a list of them is too long to read and to keep: the newest tell why. */
export const LISTED = 1_000;
/** The last page that may be asked for. */
const MAX_PAGE = 10_000;

type Asker = Pick<CommandRun, 'product' | 'signal'>;

/** A part of the dead letters, and how many there are. */
export interface DeadLetters {
  readonly total: number;
  readonly letters: readonly DeadLetter[];
}

/** The newest ones, at most `LISTED`. */
export async function newestDeadLetters(run: Asker): Promise<DeadLetters> {
  return gather(run, () => true, LISTED);
}

/** Those of these events, however old. */
export async function deadLettersOf(run: Asker, events: readonly string[]): Promise<readonly DeadLetter[]> {
  return (await gather(run, ({ eventId }) => events.includes(eventId), Infinity)).letters;
}

/**
 * Changes all that there are now, the oldest first: what has left the list is no place for the pages before it, so that each letter is met once, also when
 * it dies again at once. Of those that die meanwhile some may be left. @returns how many were changed
 */
export async function changeAll(run: Asker, subject: string): Promise<number> {
  const { total } = await page(run, 1);
  let changed = 0;
  for (let number = Math.min(MAX_PAGE, Math.ceil(total / MAX_PAGE_SIZE)); number >= 1; number -= 1)
    changed += await change(run, subject, (await page(run, number)).items);
  return changed;
}

/** @returns how many were changed: those that are dead no more are left alone */
export async function change(run: Asker, subject: string, letters: readonly DeadLetter[]): Promise<number> {
  let changed = 0;
  for (let from = 0; from < letters.length; from += MAX_PAGE_SIZE) {
    const keys = letters.slice(from, from + MAX_PAGE_SIZE).map(keyOf);
    const { signal } = run;
    changed += (await ask<{ readonly changed: number }>(await run.product(), subject, { letters: keys }, { signal }))
      .changed;
  }
  return changed;
}

async function gather(run: Asker, wanted: (letter: DeadLetter) => boolean, most: number): Promise<DeadLetters> {
  const letters: DeadLetter[] = [];
  for (let number = 1; ; number += 1) {
    const { items, total } = await page(run, number);
    letters.push(...items.filter(wanted));
    const last = items.length === 0 || number * MAX_PAGE_SIZE >= total || number === MAX_PAGE;
    if (last || letters.length >= most) return { total, letters: letters.slice(0, most) };
  }
}

async function page({ product, signal }: Asker, number: number): Promise<ListPage<DeadLetter>> {
  const query = { page: number, pageSize: MAX_PAGE_SIZE };
  return ask<ListPage<DeadLetter>>(await product(), SUBJECTS.deadLetters, query, { signal });
}

function keyOf({ municipalityId, eventId, recipient, channel }: DeadLetter): DeadLetterKey {
  return { municipalityId, eventId, recipient, channel };
}
