import { MAX_PAGE_SIZE, OPERATOR_SUBJECTS, SUBJECTS, type DeadLetter, type ListPage } from '@sportello/contracts/words';
import { ask } from '../command-line/ask';
import { WrongUsage, type CommandRun } from '../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { table } from '../terminal/table';

export interface ChangeOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
}

/** `dead-letters list` */
export async function list(run: CommandRun): Promise<Verdict> {
  const all = await deadLetters(run);
  await run.output.say({ ok: all.length === 0, deadLetters: all }, () => forPeople(all));
  return all.length === 0 ? WELL : WRONG;
}

/** `dead-letters retry` */
export async function retry(
  run: CommandRun,
  [events = '']: readonly string[],
  { all }: ChangeOptions,
): Promise<Verdict> {
  const chosen = choose(await deadLetters(run), events, all);
  const changed = await change(run, OPERATOR_SUBJECTS.retryDeadLetters, chosen);
  const { maintenance } = await run.product();
  const when = maintenance ? 'They leave when the product is started.' : 'They are tried now.';
  await run.output.say({ ok: true, retried: changed }, () => `${changed} messages are due again. ${when}`);
  return WELL;
}

/** `dead-letters discard` */
export async function discard(
  run: CommandRun,
  [events = '']: readonly string[],
  { all, yes }: ChangeOptions,
): Promise<Verdict> {
  const chosen = choose(await deadLetters(run), events, all);
  const changed = yes ? await change(run, OPERATOR_SUBJECTS.discardDeadLetters, chosen) : 0;
  await run.output.say({ ok: true, discarded: changed, wouldDiscard: chosen.length - changed }, () =>
    yes
      ? `${changed} messages were given up for good.`
      : `${forPeople(chosen)}\nThese ${chosen.length} would be given up for good. Nothing was changed: add --yes to do it.`,
  );
  return WELL;
}

async function deadLetters({ product, signal }: CommandRun): Promise<readonly DeadLetter[]> {
  const all: DeadLetter[] = [];
  for (let page = 1; ; page += 1) {
    const query = { page, pageSize: MAX_PAGE_SIZE };
    const { items, total } = await ask<ListPage<DeadLetter>>(await product(), SUBJECTS.deadLetters, query, { signal });
    all.push(...items);
    if (items.length === 0 || all.length >= total) return all;
  }
}

function choose(letters: readonly DeadLetter[], events: string, all = false): readonly DeadLetter[] {
  const wanted = events.split(',').filter((event) => event !== '');
  if (all === wanted.length > 0) throw new WrongUsage('Name the events of the messages, or all of them with --all');
  const unknown = wanted.filter((event) => !letters.some(({ eventId }) => eventId === event));
  if (unknown.length > 0) throw new WrongUsage(`No dead letter is of the event ${unknown.join(', ')}`);
  return all ? letters : letters.filter(({ eventId }) => wanted.includes(eventId));
}

async function change(
  { product, signal }: CommandRun,
  subject: string,
  letters: readonly DeadLetter[],
): Promise<number> {
  const keys = letters.map(({ municipalityId, eventId, recipient, channel }) => ({
    municipalityId,
    eventId,
    recipient,
    channel,
  }));
  let changed = 0;
  for (let from = 0; from < keys.length; from += MAX_PAGE_SIZE) {
    const message = { letters: keys.slice(from, from + MAX_PAGE_SIZE) };
    changed += (await ask<{ readonly changed: number }>(await product(), subject, message, { signal })).changed;
  }
  return changed;
}

function forPeople(letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return 'There are no dead letters.';
  const rows = letters.map((one) => [
    one.occurredAt,
    one.recipient,
    one.template,
    one.attempts,
    one.error,
    one.eventId,
  ]);
  return table(['happened', 'recipient', 'message', 'tries', 'last error', 'event'], rows);
}
