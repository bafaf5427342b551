import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EventStore } from '@sportello/event-sourcing';
import { Keyring, translateCheckpoints, type TranslatedCheckpoint } from '@sportello/postgres';
import { newsletterKeyOf } from '@sportello/service-kit/installation';
import type { Databases } from './backup.command';
import { BackedUpLog } from './backup/backed-up-log';
import { emptyTarget, holdsKeys, holdsSomething } from './backup/empty-target';
import type { ErasureLists } from './backup/key-files';
import { readLines } from './backup/line-file';
import {
  fileOf,
  keysIn,
  keyTablesOf,
  nameOf,
  LOG_FILE,
  MANIFEST,
  PRIMARY_TABLES,
  type PrimaryTable,
} from './backup/manifest';
import { NO_KEYS } from './backup/no-keys';
import { parseManifest } from './backup/parse-manifest';
import { insertRows, portionsOf } from './backup/table-rows';
import { assertKeysWhole, assertWhole } from './backup/whole-files';
import type { CommandContext } from './command-context';
import { relocateSeals } from './copy.command';
import { copyLog } from './copy-log';
import { ProgressMeter } from './progress-meter';

export interface RestoreArguments {
  readonly from: string;
  /** The folder that `backup --keys-to` wrote; absent: the keyring is left as it is. */
  readonly keysFrom?: string;
  /** Without `keysFrom`: that nothing sealed can be read afterwards, where there are no keys yet, is wanted. */
  readonly withoutKeys?: boolean;
  readonly log: EventStore;
  /** Whether the log is a table of the database, which can be emptied. */
  readonly logInDatabase: boolean;
  readonly databases: Databases;
  readonly masterKey: Buffer;
  /** DATA_DIR's lists of erasures: what was erased since the backup is erased again. */
  readonly erasureLists: ErasureLists;
  /** A file in DATA_DIR that is there while a restore is not finished: nothing should serve meanwhile. */
  readonly marker: string;
  /** Whether what the target holds may be thrown away. */
  readonly yes: boolean;
  /** ISO 8601, UTC. */
  readonly now: string;
}

export type RestoreResult =
  | { readonly done: false; readonly because: string }
  | {
      readonly done: true;
      readonly events: number;
      readonly rows: number;
      /** Deliveries that were still to leave: they never will. */
      readonly suppressed: number;
      readonly checkpoints: readonly TranslatedCheckpoint[];
      /** What an operator should know, a sentence each. */
      readonly explanations: readonly string[];
    };

/**
 * `sportello restore`, while nothing serves. Log first, then its readers; nothing is sent; erasures are applied again. Cut off anywhere, the same call
 * finishes the work. The log gets the identity of its new store, so that whoever remembers the old one notices.
 */
export async function restore(options: RestoreArguments, context: CommandContext = {}): Promise<RestoreResult> {
  const { from, keysFrom, log, databases, marker, yes, now } = options;
  const manifest = parseManifest(await readFile(join(from, MANIFEST), 'utf8'));
  await assertWhole(from, manifest, context.signal);
  if (keysFrom !== undefined) await assertKeysWhole(keysFrom, manifest, context.signal);
  else if (options.withoutKeys !== true && !(await holdsKeys(databases))) return { done: false, because: NO_KEYS };
  if ((await begunBefore(marker)) !== manifest.id) {
    if (await holdsSomething(log, databases)) {
      if (!options.logInDatabase)
        return {
          done: false,
          because:
            'There are reports or subscribers here already, and an EventStoreDB cannot be emptied from here. Give an empty one, with a new DATA_DIR and database.',
        };
      if (!yes)
        return {
          done: false,
          because:
            'There are reports or subscribers here already. With --yes they are thrown away for those of the backup.',
        };
      // Until it is empty: what is left of a log without its deliveries would send everything again.
      await writeFile(marker, `emptying for ${manifest.id}`, { flush: true });
      await emptyTarget(databases);
    }
    await writeFile(marker, manifest.id, { flush: true });
  }
  const source = new BackedUpLog(join(from, LOG_FILE), manifest.logId);
  try {
    await copyLog(source, log, context, manifest.log.lines);
  } finally {
    await source.close();
  }
  const held = PRIMARY_TABLES.filter((table) => manifest.tables.some(({ file }) => file === fileOf(table)));
  const files = new Set(held.map(fileOf));
  const lines = manifest.tables.reduce((sum, { file, lines: some }) => sum + (files.has(file) ? some : 0), 0);
  const meter = new ProgressMeter('restoring tables', context.onProgress, lines);
  for (const table of held) await restoreTable(databases, table, join(from, fileOf(table)), meter, context.signal);
  const keys = new ProgressMeter('restoring keys', context.onProgress, keysIn(manifest));
  if (keysFrom !== undefined)
    for (const table of keyTablesOf(manifest))
      await restoreTable(databases, table, join(keysFrom, fileOf(table)), keys, context.signal);
  await eraseAgain(options);
  const checkpoints = [
    ...(await translateCheckpoints(databases.reports, log)),
    ...(await translateCheckpoints(databases.notifications, log)),
  ];
  await relocateSeals(databases.reports, log, context);
  const suppressed = await suppressDeliveries(databases, now);
  await rm(marker);
  const explanations = checkpoints.filter(({ outcome }) => outcome === 'ahead').map(explainAhead);
  const rows = meter.done + keys.done;
  return { done: true, events: manifest.log.lines, rows, suppressed, checkpoints, explanations };
}

/** Opening a keyring applies its list of erasures. The newsletter's rows are blanked by its service, before it answers. */
async function eraseAgain({ databases, masterKey, erasureLists }: RestoreArguments): Promise<void> {
  await Keyring.open({ database: databases.reports, masterKey, erasureList: erasureLists.reports });
  await Keyring.open({
    database: databases.newsletter,
    schema: 'newsletter',
    masterKey: newsletterKeyOf(masterKey),
    erasureList: erasureLists.newsletter,
  });
}

async function begunBefore(marker: string): Promise<string | undefined> {
  try {
    return await readFile(marker, 'utf8');
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function restoreTable(
  databases: Databases,
  table: PrimaryTable,
  path: string,
  meter: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const database = databases[table.service];
  if (table.replaced) await database.asWorker((sql) => sql.query(`delete from ${nameOf(table)}`));
  for await (const rows of portionsOf(readLines(path))) {
    signal?.throwIfAborted();
    await database.asWorker((sql) => insertRows(sql, table, rows));
    meter.add(rows.length);
  }
}

/** What was due then is not due now; and what the log says beyond the last delivery is planned as suppressed, by the mark that is left. */
function suppressDeliveries(databases: Databases, now: string): Promise<number> {
  return databases.notifications.asWorker(async (sql) => {
    const { rowCount } = await sql.query(
      `update notifications.deliveries set state = 'suppressed', reason = 'restored', lease = null, sealed_reporter = null, sealed_text = null
        where state in ('due', 'sending')`,
    );
    await sql.query('insert into notifications.restores (restored_at) values ($1) on conflict do nothing', [now]);
    return rowCount;
  });
}

function explainAhead({ schema, name, lastEvent }: TranslatedCheckpoint): string {
  const last = lastEvent ? `event ${lastEvent.revision} of ${lastEvent.stream}` : 'an event';
  return `${name} of ${schema} had already read ${last}, which is not in this log: it is ahead, and will hold until you decide. Restore a backup of the same day, or let it begin anew.`;
}
