import { Option, type Command } from 'commander';
import { WrongUsage } from '../../command-line/command-run';
import { addCommand } from '../../command-line/define-command';
import { WELL } from '../../command-line/exit-codes';
import { storeAnchor } from '../anchor.command';
import { withInstallation } from '../installation-log';

/** `store anchor --out <file>` */
export function storeAnchorCommand(parent: Command): void {
  addCommand<{ readonly out: string }>(parent, {
    usage: 'anchor',
    summary: 'writes the latest seal of every municipality into a file; keep it where this installation cannot write',
    examples: ['sportello store anchor --out anchor-2026-03-02.json'],
    options: [new Option('--out <file>', 'a new file').makeOptionMandatory()],
    async run(run, _args, { out }) {
      const { seals } = await withInstallation(run, ({ databases }) =>
        storeAnchor({ out, seals: databases.reports, now: new Date().toISOString() }).catch((error: unknown) => {
          throw unusable(out, error);
        }),
      );
      await run.output.say({ ok: true, file: out, seals }, () =>
        seals.length === 0
          ? `${out} was written, and is empty: nothing has been sealed yet.`
          : `${out} was written: the latest seals of ${seals.map(({ municipalityId, number }) => `${municipalityId} (${number})`).join(', ')}.`,
      );
      return WELL;
    },
  });
}

function unusable(out: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EEXIST')
    return new WrongUsage(`${out} is there already, and no anchor is ever overwritten. Name a new file.`);
  if (code === 'ENOENT') return new WrongUsage(`There is no folder for ${out}`);
  return error;
}
