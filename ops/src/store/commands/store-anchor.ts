import { WrongUsage, type CommandRun } from '../../command-line/command-run';
import { WELL, type Verdict } from '../../command-line/exit-codes';
import { storeAnchor } from '../anchor.command';
import { withInstallation } from '../installation-log';

export interface AnchorOptions {
  readonly out: string;
}

/** `store anchor --out <file>` */
export async function anchorStore(run: CommandRun, _args: readonly string[], { out }: AnchorOptions): Promise<Verdict> {
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
}

function unusable(out: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EEXIST')
    return new WrongUsage(`${out} is there already, and no anchor is ever overwritten. Name a new file.`);
  if (code === 'ENOENT') return new WrongUsage(`There is no folder for ${out}`);
  return error;
}
