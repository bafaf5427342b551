import { translateCheckpoints, SealTable, type Database, type TranslatedCheckpoint } from '@sportello/postgres';
import { copyLog, type CopyResult } from './copy-log';
import { withStore, type CommandContext, type StoreOpener } from './command-context';
import type { EventStore } from '@sportello/event-sourcing';

export interface StoreCopyArguments {
  readonly from: string;
  readonly to: string;
  /** Databases of the services that read the log and will read it at its new place: reports and notifications. None: the log alone is copied. */
  readonly consumers?: readonly Database[];
  /** The one of them that keeps the seals. */
  readonly seals?: Database;
}

export interface StoreCopyResult extends CopyResult {
  readonly checkpoints: readonly TranslatedCheckpoint[];
}

/** `sportello store copy`: the log first, then where its readers stand. Safe to interrupt and to repeat. */
export async function storeCopy(
  { from, to, consumers = [], seals }: StoreCopyArguments,
  open: StoreOpener,
  context: CommandContext = {},
): Promise<StoreCopyResult> {
  return withStore(open, from, (source) =>
    withStore(open, to, async (target) => {
      const copied = await copyLog(source, target, context);
      const checkpoints: TranslatedCheckpoint[] = [];
      for (const database of consumers) checkpoints.push(...(await translateCheckpoints(database, target)));
      if (seals) await relocateSeals(seals, target, context);
      return { ...copied, checkpoints };
    }),
  );
}

/** Seals stay as they are; only where each ends is another place in another log. */
export async function relocateSeals(
  database: Database,
  log: EventStore,
  { signal }: Pick<CommandContext, 'signal'>,
): Promise<void> {
  const call = signal ? { signal } : {};
  await new SealTable(database).relocate(async ({ stream, revision }) => {
    const [event] = await log.readStream(stream, { from: revision, limit: 1, ...call });
    return event?.revision === revision ? event.position : undefined;
  });
}
