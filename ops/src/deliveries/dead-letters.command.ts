import { OPERATOR_SUBJECTS, type DeadLetter } from '@sportello/contracts/words';
import { WrongUsage, type CommandRun } from '../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { table } from '../terminal/table';
import { change, changeAll, deadLettersOf, newestDeadLetters, type DeadLetters } from './dead-letter-pages';

export interface ChangeOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
}

/** `dead-letters list` */
export async function list(run: CommandRun): Promise<Verdict> {
  const found = await newestDeadLetters(run);
  const { total, letters: newest } = found;
  await run.output.say({ ok: total === 0, total, deadLetters: newest }, () => forPeople(found));
  return total === 0 ? WELL : WRONG;
}

/** `dead-letters retry` */
export async function retry(
  run: CommandRun,
  [events = '']: readonly string[],
  { all }: ChangeOptions,
): Promise<Verdict> {
  const chosen = await choose(run, events, all);
  const changed = await changeChosen(run, OPERATOR_SUBJECTS.retryDeadLetters, chosen);
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
  const chosen = await choose(run, events, all);
  const changed = yes ? await changeChosen(run, OPERATOR_SUBJECTS.discardDeadLetters, chosen) : 0;
  const left = Math.max(0, chosen.total - changed);
  await run.output.say({ ok: true, discarded: changed, wouldDiscard: left }, () =>
    yes
      ? givenUp(changed, left)
      : `${forPeople(chosen)}\nThese ${left} would be given up for good. Nothing was changed: add --yes to do it.`,
  );
  return WELL;
}

/** Those that died anew, or were retried meanwhile, are left. */
export function givenUp(changed: number, left: number): string {
  const rest =
    left === 0 ? '' : ` ${left} were left alone, since they changed meanwhile: look at them with dead-letters list.`;
  return `${changed} messages were given up for good.${rest}`;
}

/** Of all of them the newest, to be shown. */
interface Chosen extends DeadLetters {
  readonly all: boolean;
}

async function choose(run: CommandRun, events: string, all = false): Promise<Chosen> {
  const wanted = events.split(',').filter((event) => event !== '');
  if (all === wanted.length > 0) throw new WrongUsage('Name the events of the messages, or all of them with --all');
  if (all) return { all, ...(await newestDeadLetters(run)) };
  const letters = await deadLettersOf(run, wanted);
  const unknown = wanted.filter((event) => !letters.some(({ eventId }) => eventId === event));
  if (unknown.length > 0) throw new WrongUsage(`No dead letter is of the event ${unknown.join(', ')}`);
  return { all, letters, total: letters.length };
}

function changeChosen(run: CommandRun, subject: string, { all, letters }: Chosen): Promise<number> {
  return all ? changeAll(run, subject) : change(run, subject, letters);
}

function forPeople({ letters, total }: DeadLetters): string {
  if (total === 0) return 'There are no dead letters.';
  const listed = table(['happened', 'recipient', 'message', 'tries', 'last error', 'event'], letters.map(rowOf));
  return total > letters.length ? `${listed}\n... and ${total - letters.length} older ones` : listed;
}

function rowOf({ occurredAt, recipient, template, attempts, error, eventId }: DeadLetter): (string | number)[] {
  return [occurredAt, recipient, template, attempts, error, eventId];
}
