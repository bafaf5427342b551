import { randomUUID } from 'node:crypto';
import { OPERATOR_SUBJECTS, type CommandReply, type FoundReport, type StreamPage } from '@sportello/contracts/words';
import { parseStreamName } from '@sportello/event-sourcing';
import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { operate } from '../command-line/operation';
import { code, given } from '../command-line/options';
import { firstLine } from '../terminal/input';
import { table } from '../terminal/table';

export interface EraseOptions {
  readonly municipality?: string;
  readonly yes?: boolean;
}

/** `erase <code | email>` */
export async function erase(
  run: CommandRun,
  [argument = '']: readonly string[],
  options: EraseOptions,
): Promise<Verdict> {
  const who = argument === '-' ? await firstLine() : argument;
  const found = /^\+|@/.test(who)
    ? await byContact(run, who, options.municipality)
    : await byCode(run, code(who), options.municipality);
  const due = found.filter(({ erased }) => !erased);
  if (options.yes) for (const report of due) await eraseOne(run, report);
  const erased = options.yes ? due.length : 0;
  await run.output.say({ ok: found.length > 0, erased, wouldErase: due.length - erased, reports: found }, () =>
    forPeople(found, due.length, options.yes === true),
  );
  return found.length > 0 ? WELL : WRONG;
}

async function byContact(run: CommandRun, contact: string, municipality?: string): Promise<readonly FoundReport[]> {
  const found: FoundReport[] = [];
  await operate<object, FoundReport>(
    run,
    {
      label: 'looking through the log',
      subject: OPERATOR_SUBJECTS.findContact,
      payload: { contact, ...given({ municipality }) },
      follow: OPERATOR_SUBJECTS.reportsOperation,
      cancel: OPERATOR_SUBJECTS.cancelReportsOperation,
    },
    async (items) => void found.push(...items),
  );
  return found;
}

async function byCode(run: CommandRun, reportCode: string, municipality?: string): Promise<readonly FoundReport[]> {
  const product = await run.product();
  let erased = false;
  let first: FoundReport | undefined;
  for (let revision: number | undefined = 0; revision !== undefined;) {
    const asked = { code: reportCode, revision, ...given({ municipality }) };
    const page: StreamPage = await ask(product, OPERATOR_SUBJECTS.streamPage, asked, { signal: run.signal });
    const { municipalityId } = parseStreamName(page.stream);
    first ??= { municipalityId, code: reportCode, submittedAt: page.events[0]?.occurredAt ?? '', erased };
    erased ||= page.events.some(({ type }) => type === 'report.reporter-erased');
    revision = page.next;
  }
  return first ? [{ ...first, erased }] : [];
}

async function eraseOne(run: CommandRun, { code: reportCode, municipalityId }: FoundReport): Promise<void> {
  const options = { signal: run.signal, commandId: randomUUID() };
  const report = { code: reportCode, municipality: municipalityId };
  await ask<CommandReply>(await run.product(), OPERATOR_SUBJECTS.eraseByOperator, report, options);
}

function forPeople(found: readonly FoundReport[], due: number, done: boolean): string {
  if (found.length === 0) return 'There is no report with this contact.';
  const state = (erased: boolean): string => (erased ? 'erased before' : done ? 'erased now' : 'would be erased');
  const rows = found.map((report) => [report.code, report.municipalityId, report.submittedAt, state(report.erased)]);
  const listed = table(['report', 'municipality', 'submitted', 'reporter'], rows);
  if (due === 0) return `${listed}\nNothing is left to erase.`;
  return done
    ? `${listed}\nThe product destroys the keys now; what they sealed cannot be read any more, here and in every copy.`
    : `${listed}\nNothing was changed. This cannot be undone: add --yes to do it.`;
}
