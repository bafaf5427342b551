import { WrongUsage, type CommandRun } from '../../command-line/command-run';
import { existing } from '../../command-line/existing-file';
import { WELL, WRONG, type Verdict } from '../../command-line/exit-codes';
import { plain } from '../../terminal/plain';
import { withInstallation } from '../installation-log';
import { kindOf, openStore } from '../open-store';
import { storeVerify, type StoreVerifyResult } from '../verify.command';
import { withProgress } from './with-progress';

const SHOWN = 20;

export interface VerifyOptions {
  readonly against?: string;
  readonly seals?: true;
  readonly anchor?: readonly string[];
}

/** `store verify [--against <url>] [--seals [--anchor <file>]]` */
export async function verifyStore(
  run: CommandRun,
  _args: readonly string[],
  { against, seals, anchor = [] }: VerifyOptions,
): Promise<Verdict> {
  if (against !== undefined) kindOf(against);
  if (anchor.length > 0 && !seals) throw new WrongUsage('--anchor is for seals: add --seals');
  for (const file of anchor) await existing(file);
  const found = await withInstallation(run, ({ log, databases }) =>
    withProgress(run, (context) =>
      storeVerify(
        {
          anchors: anchor,
          ...(against === undefined ? {} : { against }),
          ...(seals ? { seals: databases.reports } : {}),
        },
        log,
        openStore,
        context,
      ),
    ),
  );
  await run.output.say(found, () => forPeople(found));
  return found.ok ? WELL : WRONG;
}

function forPeople({ ok, events, streams, against, seals, explanations }: StoreVerifyResult): string {
  const lines = [`${counted(events, 'event')} in ${counted(streams, 'stream')} read.`];
  if (against) lines.push(`${counted(against.eventsThere, 'event')} of the other store read.`);
  if (against?.sameOrder === false)
    lines.push('The order across streams is not the same; within each stream it is what counts.');
  if (seals) {
    const { sealedEvents, unsealedEvents } = seals;
    lines.push(
      `${counted(seals.seals, 'seal')} over ${counted(sealedEvents, 'event')}; not sealed yet: ${counted(unsealedEvents, 'event')}.`,
    );
  }
  if (ok) return [...lines, 'Nothing is wrong.'].join('\n');
  lines.push('WRONG:', ...explanations.slice(0, SHOWN).map((text) => `  ${plain(text)}`));
  if (explanations.length > SHOWN) lines.push(`  and ${explanations.length - SHOWN} more (--json lists all)`);
  for (const { stream, here, there } of against?.streams.slice(0, SHOWN) ?? [])
    lines.push(`${plain(stream)}: digest here ${here}, there ${there}`);
  return lines.join('\n');
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
