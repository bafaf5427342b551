import { OPERATOR_SUBJECTS, type ReroutedReport, type RoutedView, type RoutingTrial } from '@sportello/contracts/words';
import { checkMunicipalityFiles } from '@sportello/service-kit';
import { WrongUsage, type CommandRun } from '../command-line/command-run';
import { WELL, type Verdict } from '../command-line/exit-codes';
import { existing } from '../command-line/existing-file';
import { operate } from '../command-line/operation';
import { moment } from '../command-line/options';
import { table } from '../terminal/table';

export interface TrialOptions {
  readonly from?: string;
  readonly to?: string;
}

const SHOWN = 30;
const DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/** `municipality try-routing <file>` */
export async function tryRouting(
  run: CommandRun,
  [file = '']: readonly string[],
  options: TrialOptions,
): Promise<Verdict> {
  const { files, problems } = await checkMunicipalityFiles([await existing(file)]);
  const [draft] = files;
  if (!draft || problems.length > 0)
    throw new WrongUsage(problems.map((one) => `${one.file}:${one.line}: ${one.reason}`).join('\n'));
  const { id, areas = [], routing = [] } = draft.municipality;
  const now = Date.now();
  const window = {
    from: options.from === undefined ? new Date(now - DAYS * DAY_MS).toISOString() : moment(options.from),
    to: options.to === undefined ? new Date(now).toISOString() : moment(options.to),
  };
  const shown: ReroutedReport[] = [];
  const trial = await operate<RoutingTrial, ReroutedReport>(
    run,
    {
      label: 'try-routing',
      subject: OPERATOR_SUBJECTS.tryRouting,
      payload: { municipality: id, draft: { areas, routing }, ...window },
      follow: OPERATOR_SUBJECTS.reportsOperation,
      cancel: OPERATOR_SUBJECTS.cancelReportsOperation,
    },
    async (items) => {
      for (const item of items) {
        if (shown.length < SHOWN) shown.push(item);
        if (run.output.json) await run.output.say(item, () => '');
      }
    },
  );
  await run.output.say({ ok: true, municipality: id, ...window, ...trial }, () => forPeople(trial, shown));
  return WELL;
}

function forPeople(
  { reports, changed, withoutAnswers, departments }: RoutingTrial,
  shown: readonly ReroutedReport[],
): string {
  const rows = Object.entries(departments).map(([department, { was, would }]) => [department, was, would]);
  const lines = [
    `${reports} reports, ${changed} of them would have gone elsewhere or had another priority. Nothing was changed.`,
  ];
  if (rows.length > 0) lines.push(table(['department', 'went there', 'would have gone'], rows));
  if (withoutAnswers > 0)
    lines.push(`The answers of ${withoutAnswers} cannot be read any more: no rule that looks at answers fits them.`);
  if (shown.length > 0)
    lines.push(
      table(
        ['report', 'kind', 'category', 'went', 'would have gone'],
        shown.map((one) => [one.code, one.kind, one.category, inWords(one.was), inWords(one.would)]),
      ),
    );
  if (changed > shown.length) lines.push(`... and ${changed - shown.length} more (--json lists them all)`);
  return lines.join('\n\n');
}

function inWords({ department, priority, rule }: RoutedView): string {
  return `${department}, ${priority}${rule === undefined ? '' : ` (${rule})`}`;
}
