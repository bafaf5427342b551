import { OPERATOR_SUBJECTS, type RetentionTrial } from '@sportello/contracts/words';
import { checkMunicipalityFiles } from '@sportello/service-kit';
import { ask } from '../command-line/ask';
import { WrongUsage, type CommandRun } from '../command-line/command-run';
import { WELL, type Verdict } from '../command-line/exit-codes';
import { existing } from '../command-line/existing-file';
import { moment } from '../command-line/options';

export interface RetentionOptions {
  readonly at?: string;
}

/** `municipality try-retention <file>` */
export async function tryRetention(
  { product, output, signal }: CommandRun,
  [file = '']: readonly string[],
  options: RetentionOptions,
): Promise<Verdict> {
  const { files, problems } = await checkMunicipalityFiles([await existing(file)]);
  const [draft] = files;
  if (!draft || problems.length > 0)
    throw new WrongUsage(problems.map((one) => `${one.file}:${one.line}: ${one.reason}`).join('\n'));
  const { id: municipality, retention = {} } = draft.municipality;
  const at = options.at === undefined ? new Date().toISOString() : moment(options.at);
  const asked = { municipality, ...retention, at };
  const trial = await ask<RetentionTrial>(await product(), OPERATOR_SUBJECTS.tryRetention, asked, { signal });
  const wouldForget = { reporters: trial.reporters, texts: trial.texts };
  await output.say({ ok: true, municipality, at, retention, wouldForget, countedTo: trial.limit }, () =>
    [
      lineOf('who reported', retention.reporter, trial.reporters, trial.limit),
      lineOf('what was written', retention.texts, trial.texts, trial.limit),
      'Nothing was changed. Once this file is served, the product does it within a minute, and it cannot be undone.',
    ].join('\n'),
  );
  return WELL;
}

function lineOf(what: string, period: string | undefined, reports: number, limit: number): string {
  if (period === undefined) return `${what}: kept for ever`;
  const many = reports >= limit ? `${limit.toLocaleString('en')} or more` : reports.toLocaleString('en');
  return `${what}: kept for ${period} after the end of a report; would be forgotten of ${many} reports`;
}
