import { checkMunicipalityFiles } from '@sportello/service-kit';
import type { CommandRun } from '../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../command-line/exit-codes';
import { existing } from '../command-line/existing-file';
import { table } from '../terminal/table';

/** `municipality check <file...>` */
export async function check({ output }: CommandRun, [list = '']: readonly string[]): Promise<Verdict> {
  const paths = list.split(',');
  for (const path of paths) await existing(path);
  const { files, problems } = await checkMunicipalityFiles(paths);
  const municipalities = files.map(({ municipality }) => municipality.id);
  const ok = problems.length === 0;
  await output.say({ ok, municipalities, problems }, () =>
    ok
      ? files.map(({ file, municipality }) => `${file} is right: ${municipality.id}.`).join('\n')
      : table(
          ['file', 'line', 'what is wrong'],
          problems.map((problem) => [problem.file, `${problem.line}`, problem.reason]),
        ),
  );
  return ok ? WELL : WRONG;
}
