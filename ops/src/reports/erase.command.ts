import { randomUUID } from 'node:crypto';
import {
  OPERATOR_SUBJECTS,
  type CommandReply,
  type FoundFollows,
  type FoundReport,
  type FoundSubscriber,
  type StreamPage,
} from '@sportello/contracts/words';
import { parseStreamName } from '@sportello/event-sourcing';
import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { operate } from '../command-line/operation';
import { code, given } from '../command-line/options';
import { firstLine } from '../terminal/input';
import { Erasure } from './erasure';
import { forgetThere, keptOf } from './kept-of-address';

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
  const erasure = new Erasure(options.yes === true, (report) => eraseOne(run, report));
  if (/^\+|@/.test(who)) await byContact(run, who, options.municipality, erasure);
  else for (const report of await byCode(run, code(who), options.municipality)) await erasure.take(report);
  const { findSubscriber, eraseSubscriber, findFollows, eraseFollows } = OPERATOR_SUBJECTS;
  for (const subscription of await keptOf<FoundSubscriber>(run, findSubscriber, who, options.municipality))
    await erasure.takeSubscription(subscription, () => forgetThere(run, eraseSubscriber, who, subscription));
  for (const follows of await keptOf<FoundFollows>(run, findFollows, who, options.municipality))
    await erasure.takeFollows(follows, () => forgetThere(run, eraseFollows, who, follows));
  const { found, due, erased, reports, subscriptions, follows } = erasure;
  await run.output.say(
    { ok: found > 0, found, erased, wouldErase: due - erased, reports, subscriptions, follows },
    () => erasure.forPeople(),
  );
  return found > 0 ? WELL : WRONG;
}

async function byContact(
  run: CommandRun,
  contact: string,
  municipality: string | undefined,
  erasure: Erasure,
): Promise<void> {
  await operate<object, FoundReport>(
    run,
    {
      label: 'looking through the log',
      subject: OPERATOR_SUBJECTS.findContact,
      payload: { contact, ...given({ municipality }) },
      follow: OPERATOR_SUBJECTS.reportsOperation,
      cancel: OPERATOR_SUBJECTS.cancelReportsOperation,
    },
    async (items) => {
      for (const report of items) await erasure.take(report);
    },
  );
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
