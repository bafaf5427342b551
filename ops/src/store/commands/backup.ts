import type { CommandRun } from '../../command-line/command-run';
import { WELL, WRONG, type Verdict } from '../../command-line/exit-codes';
import { backup } from '../backup.command';
import { keyFilesOf } from '../backup/key-files';
import { withInstallation } from '../installation-log';
import { withProgress } from './with-progress';

export interface BackupOptions {
  readonly to: string;
  readonly keysTo?: string;
}

/** `backup --to <folder> [--keys-to <folder>]` */
export async function backUp(
  run: CommandRun,
  _args: readonly string[],
  { to, keysTo }: BackupOptions,
): Promise<Verdict> {
  const { manifest, notCovered } = await withInstallation(run, ({ installation, databases, log }) =>
    withProgress(run, async (context) =>
      backup(
        {
          to,
          ...(keysTo === undefined ? {} : { keysTo }),
          kind: installation.kind,
          keyFiles: await keyFilesOf(installation.settings),
          log,
          databases,
          municipalities: installation.municipalities,
          now: new Date().toISOString(),
        },
        context,
      ),
    ),
  );
  const rows = manifest.tables.reduce((sum, { lines }) => sum + lines, 0);
  const attachments = manifest.tables.find(({ file }) => file.startsWith('gateway.attachments.'))?.lines ?? 0;
  const ok = notCovered.length === 0;
  await run.output.say({ ok, folder: to, events: manifest.log.lines, rows, manifest, attachments, notCovered }, () =>
    [
      `${to} holds ${manifest.log.lines.toLocaleString('en')} events and ${rows.toLocaleString('en')} rows.`,
      keysTo === undefined
        ? 'The keys are not backed up (--keys-to): without them no text and no name can be read.'
        : `${keysTo} holds the keys. Whoever has both folders can read everything.`,
      ...(attachments === 0 ? [] : [filesApart(attachments)]),
      ...(ok ? [] : [`NOT in the backup, since this version does not know them: ${notCovered.join(', ')}`]),
    ].join('\n'),
  );
  return ok ? WELL : WRONG;
}

/** They may be many times the rest, and lie where copies are made better: a folder of one file each, or a bucket with versions. */
function filesApart(attachments: number): string {
  const count = `${attachments.toLocaleString('en')} uploaded ${attachments === 1 ? 'file is' : 'files are'}`;
  return `${count} listed, NOT copied: now copy the folder attachments of the gateway's data directory, or the bucket of ATTACHMENTS_URL.`;
}
