import { MunicipalityFileError, readMunicipalityFile } from '@sportello/service-kit';
import type { Command } from 'commander';
import { addCommand } from '../command-line/define-command';
import { WELL, WRONG } from '../command-line/exit-codes';
import { existing } from '../command-line/existing-file';
import { table } from '../terminal/table';

/** `municipality check <file>` */
export function municipalityCheck(parent: Command): void {
  addCommand(parent, {
    usage: 'check <file>',
    summary: 'reads a municipality’s file as the services do at their start; asks nobody',
    examples: ['sportello municipality check deploy/municipalities/borgo-esempio.yaml'],
    async run({ output }, [file = '']) {
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
    },
  });
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
