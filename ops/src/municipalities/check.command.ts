import { MunicipalityFileError, readMunicipalityFile } from '@sportello/service-kit';
import type { CommandRun } from '../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { existing } from '../command-line/existing-file';
import { table } from '../terminal/table';

/** `municipality check <file>` */
export async function check({ output }: CommandRun, [file = '']: readonly string[]): Promise<Verdict> {
  await existing(file);
  const checked = await problemsOf(file);
  const { id, problems } = checked;
  await output.say({ ok: problems.length === 0, ...checked }, () =>
    problems.length === 0
      ? `${file} is right: ${id ?? ''}.`
      : table(
          ['file', 'line', 'what is wrong'],
          problems.map((problem) => [problem.file, `${problem.line}`, problem.reason]),
        ),
  );
  return problems.length === 0 ? WELL : WRONG;
}

async function problemsOf(
  file: string,
): Promise<{ readonly id?: string; readonly problems: MunicipalityFileError['problems'] }> {
  try {
    return { id: (await readMunicipalityFile(file)).municipality.id, problems: [] };
  } catch (error) {
    if (error instanceof MunicipalityFileError) return { problems: error.problems };
    throw error;
  }
}
