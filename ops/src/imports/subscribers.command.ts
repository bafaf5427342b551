import { stat } from 'node:fs/promises';
import { MAX_IMPORTED_SUBSCRIBERS, OPERATOR_SUBJECTS, type SubscribersImported } from '@sportello/contracts';
import { Option, type Command } from 'commander';
import { ask } from '../command-line/ask';
import type { CommandRun } from '../command-line/command-run';
import { addCommand } from '../command-line/define-command';
import { existing } from '../command-line/existing-file';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { given, municipalityOption, yesOption } from '../command-line/options';
import { progressBar } from '../terminal/progress';
import { facts } from '../terminal/table';
import { fileLines, type FileLine } from './file-lines';
import { RejectsFile } from './rejects-file';
import { readSubscriberLine, type ReadLine } from './subscriber-line';
import { SubscriberTally } from './subscriber-tally';

interface ImportOptions {
  readonly municipality?: string;
  readonly rejects?: string;
  readonly yes?: boolean;
}

interface Line extends FileLine {
  readonly read: ReadLine;
}

/** The longest line that can be right is far shorter. */
const MAX_LINE_BYTES = 16 * 1024;
const TIMEOUT_MS = 30_000;

/** `import subscribers <file>` */
export function importSubscribers(parent: Command): void {
  addCommand<ImportOptions>(parent, {
    usage: 'subscribers <file>',
    summary:
      'takes over who reads a newsletter: JSON, one a line, { email, language?, consentedAt, source }, with when and where each agreed. Who is there stays as they are, who unsubscribed stays unsubscribed',
    options: [
      municipalityOption(),
      new Option('--rejects <file>', 'a new file for the lines that cannot be taken, as they are: mend and import it'),
      yesOption(),
    ],
    examples: [
      'sportello import subscribers newsletter.jsonl',
      'sportello import subscribers newsletter.jsonl --rejects to-mend.jsonl --yes',
      `echo '{"email":"ada@example.org","language":"it","consentedAt":"2024-05-10T09:30:00+02:00","source":"modulo in biblioteca"}' > one.jsonl`,
    ],
    run: importFile,
  });
}

/** A batch in memory at a time. What was taken stays taken when it is interrupted: run it again. */
export async function importFile(
  run: CommandRun,
  [argument = '']: readonly string[],
  options: ImportOptions,
): Promise<Verdict> {
  const file = await existing(argument);
  const { size } = await stat(file);
  const rejects = options.rejects === undefined ? undefined : await RejectsFile.create(options.rejects);
  const tally = new SubscriberTally(options.yes === true);
  const progress = progressBar('importing', process.stderr, performance.now(), 'lines');
  try {
    for await (const lines of batches(file, run.signal)) {
      const refused = tally.add(lines, await outcomesOf(run, lines, options));
      await rejects?.add(refused.flatMap(({ bytes }) => bytes ?? []));
      for (const { number, reason } of refused) await tell(run, number, reason);
      const { readSoFar = size } = lines.at(-1) ?? {};
      progress.at(tally.lines, Math.round((tally.lines * size) / readSoFar));
    }
  } finally {
    progress.end();
    await rejects?.close();
  }
  await run.output.say(tally.forMachines(), () => forPeople(tally));
  return tally.rejected === 0 ? WELL : WRONG;
}

async function* batches(file: string, signal: AbortSignal): AsyncGenerator<readonly Line[]> {
  let batch: Line[] = [];
  for await (const line of fileLines(file, MAX_LINE_BYTES, signal)) {
    const read: ReadLine = line.bytes
      ? readSubscriberLine(line.bytes)
      : { ok: false, reason: `it has more than ${MAX_LINE_BYTES} bytes` };
    batch.push({ ...line, read });
    if (batch.length < MAX_IMPORTED_SUBSCRIBERS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Of the lines that hold a subscriber, in their order. */
async function outcomesOf(
  run: CommandRun,
  lines: readonly Line[],
  { municipality, yes = false }: ImportOptions,
): Promise<SubscribersImported['outcomes']> {
  const subscribers = lines.flatMap(({ read }) => (read.ok ? [read.subscriber] : []));
  if (subscribers.length === 0) return [];
  const message = { subscribers, dryRun: !yes, ...given({ municipality }) };
  const options = { signal: run.signal, timeoutMs: TIMEOUT_MS };
  const { outcomes } = await ask<SubscribersImported>(
    await run.product(),
    OPERATOR_SUBJECTS.importSubscribers,
    message,
    options,
  );
  return outcomes;
}

async function tell({ output }: CommandRun, line: number, reason: string): Promise<void> {
  if (output.json) await output.say({ line, reason }, () => '');
  else output.remark(`line ${line}: ${reason}`);
}

function forPeople(tally: SubscriberTally): string {
  const counted = facts([
    ['lines', tally.lines],
    [tally.done ? 'added' : 'would be added', tally.added],
    ['there already', tally.known],
    ['unsubscribed, and stay so', tally.unsubscribed],
    ['not taken', tally.rejected],
  ]);
  return tally.done ? counted : `${counted}\nNothing was changed: add --yes to do it.`;
}
