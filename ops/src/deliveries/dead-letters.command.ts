import { OPERATOR_SUBJECTS, type DeadLetter } from '@sportello/contracts';
import { Option, type Command } from 'commander';
import { WrongUsage, type CommandRun } from '../command-line/command-run';
import { addCommand, group } from '../command-line/define-command';
import { WELL, WRONG } from '../command-line/exit-codes';
import { yesOption } from '../command-line/options';
import { table } from '../terminal/table';
import { change, changeAll, deadLettersOf, newestDeadLetters, type DeadLetters } from './dead-letter-pages';

interface ChangeOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
}

const ALL = (): Option => new Option('--all', 'all of them');

/** `dead-letters list | retry | discard` */
export function deadLetterCommands(program: Command): void {
  const letters = group(program, 'dead-letters', 'messages that were given up after their last try');
  addCommand(letters, {
    usage: 'list',
    summary: 'what could not be delivered, newest first; exit 1 when there is anything',
    examples: ['sportello dead-letters list'],
    async run(run) {
      const found = await newestDeadLetters(run);
      const { total, letters: newest } = found;
      await run.output.say({ ok: total === 0, total, deadLetters: newest }, () => forPeople(found));
      return total === 0 ? WELL : WRONG;
    },
  });
  addCommand<ChangeOptions>(letters, {
    usage: 'retry [event...]',
    summary: 'tries again from the first time: those of these events, or all',
    options: [ALL()],
    examples: [
      'sportello dead-letters retry 3f0c7a52-6a55-4f3e-9a0e-0f6f3f1e2d11',
      'sportello dead-letters retry --all',
    ],
    async run(run, [events = ''], { all }) {
      const chosen = await choose(run, events, all);
      const changed = await changeChosen(run, OPERATOR_SUBJECTS.retryDeadLetters, chosen);
      const { maintenance } = await run.product();
      const when = maintenance ? 'They leave when the product is started.' : 'They are tried now.';
      await run.output.say({ ok: true, retried: changed }, () => `${changed} messages are due again. ${when}`);
      return WELL;
    },
  });
  addCommand<ChangeOptions>(letters, {
    usage: 'discard [event...]',
    summary: 'gives them up for good: those of these events, or all; nothing is ever sent for them',
    options: [ALL(), yesOption()],
    examples: ['sportello dead-letters discard --all', 'sportello dead-letters discard --all --yes'],
    async run(run, [events = ''], { all, yes }) {
      const chosen = await choose(run, events, all);
      const changed = yes ? await changeChosen(run, OPERATOR_SUBJECTS.discardDeadLetters, chosen) : 0;
      const left = Math.max(0, chosen.total - changed);
      await run.output.say({ ok: true, discarded: changed, wouldDiscard: left }, () =>
        yes
          ? `${changed} messages were given up for good.`
          : `${forPeople(chosen)}\nThese ${left} would be given up for good. Nothing was changed: add --yes to do it.`,
      );
      return WELL;
    },
  });
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
