import { randomUUID } from 'node:crypto';
import {
  OPERATOR_SUBJECTS,
  type CommandReply,
  type FoundReport,
  type FoundSubscriber,
  type StreamPage,
} from '@sportello/contracts';
import { parseStreamName } from '@sportello/event-sourcing';
import type { Command } from 'commander';
import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';
import { addCommand } from '../command-line/define-command';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { operate } from '../command-line/operation';
import { code, given, municipalityOption, yesOption } from '../command-line/options';
import { firstLine } from '../terminal/input';
import { table } from '../terminal/table';
import { eraseSubscription, subscriptionsOf } from './subscriptions';

interface EraseOptions {
  readonly municipality?: string;
  readonly yes?: boolean;
}

/** `erase <code | email>` */
export function eraseCommand(program: Command): void {
  addCommand<EraseOptions>(program, {
    usage: 'erase <code-or-contact>',
    summary:
      'forgets the person behind a report, or behind all reports and newsletters with an e-mail address or a telephone number (with +); the reports stay',
    options: [municipalityOption(), yesOption()],
    examples: [
      'sportello erase 7K3QZ0X9TM2',
      'sportello erase ada@example.org --yes',
      'sportello erase - --yes < contact.txt     (so that the address stands in no list of processes)',
    ],
    run: erase,
  });
}

async function erase(run: CommandRun, [argument = '']: readonly string[], options: EraseOptions): Promise<Verdict> {
  const who = argument === '-' ? await firstLine() : argument;
  const isContact = /^\+|@/.test(who);
  const reports = isContact
    ? await byContact(run, who, options.municipality)
    : await byCode(run, code(who), options.municipality);
  const subscriptions = isContact ? await subscriptionsOf(run, who, options.municipality) : [];
  if (options.yes) {
    for (const report of reports.filter(isLeft)) await eraseOne(run, report);
    for (const subscription of subscriptions.filter(isLeft)) await eraseSubscription(run, who, subscription);
  }
  const ok = reports.length + subscriptions.length > 0;
  const due = [...reports, ...subscriptions].filter(isLeft).length;
  const erased = options.yes ? due : 0;
  await run.output.say({ ok, erased, wouldErase: due - erased, reports, subscriptions }, () =>
    forPeople(reports, subscriptions, due, options.yes === true),
  );
  return ok ? WELL : WRONG;
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

function isLeft({ erased }: FoundReport | FoundSubscriber): boolean {
  return !erased;
}

function forPeople(
  reports: readonly FoundReport[],
  subscriptions: readonly FoundSubscriber[],
  due: number,
  done: boolean,
): string {
  if (reports.length + subscriptions.length === 0) return 'There is no report and no subscriber with this contact.';
  const state = (erased: boolean): string => (erased ? 'erased before' : done ? 'erased now' : 'would be erased');
  const rows = [
    ...reports.map((report) => [report.code, report.municipalityId, report.submittedAt, state(report.erased)]),
    ...subscriptions.map((one) => ['newsletter', one.municipalityId, undefined, state(one.erased)]),
  ];
  const listed = table(['report', 'municipality', 'submitted', 'person'], rows);
  if (due === 0) return `${listed}\nNothing is left to erase.`;
  return done
    ? `${listed}\nThe product destroys the keys now; what they sealed cannot be read any more, here and in every copy.`
    : `${listed}\nNothing was changed. This cannot be undone: add --yes to do it.`;
}
