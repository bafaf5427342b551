import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readLog, START, type EventStore } from '@sportello/event-sourcing';
import { estimatedRows, SERVICE_SCHEMAS, type Database, type DatabaseService } from '@sportello/postgres';
import { sha256Of, writeLines } from './backup/line-file';
import {
  BACKUP_FORMAT,
  fileOf,
  KEY_TABLES,
  LOG_FILE,
  MANIFEST,
  nameOf,
  notCovered,
  PRIMARY_TABLES,
  type BackupFile,
  type KeyFile,
  type Manifest,
  type PrimaryTable,
} from './backup/manifest';
import { asOfOneMoment, rowsOf, tablesIn } from './backup/table-rows';
import type { CommandContext } from './command-context';
import { LogShare } from './log-share';
import { ProgressMeter } from './progress-meter';

export type Databases = Readonly<Record<DatabaseService, Database>>;

export interface BackupArguments {
  /** New, or empty. */
  readonly to: string;
  /** A folder apart, for wrapped keys and the files that open them; absent: they are not backed up. */
  readonly keysTo?: string;
  readonly kind: Manifest['kind'];
  /** Files that open the keyring and make codes: `master.key`, `code.key` of DATA_DIR, as far as they are files. */
  readonly keyFiles: readonly string[];
  readonly log: EventStore;
  readonly databases: Databases;
  /** That were served then. */
  readonly municipalities: readonly string[];
  /** ISO 8601, UTC. */
  readonly now: string;
}

export interface BackupResult {
  readonly manifest: Manifest;
  /** Tables that this version does not know: they are NOT in the backup. */
  readonly notCovered: readonly string[];
}

/**
 * `sportello backup`, beside running services: readers of the log first, each service as of one moment, then the log, so that no reader is ahead of it.
 * The manifest comes last: a folder without one is no backup. The list of erasures is never part of it.
 * @throws Error when the folder holds something
 */
export async function backup(
  { to, keysTo, kind, keyFiles, log, databases, municipalities, now }: BackupArguments,
  context: CommandContext = {},
): Promise<BackupResult> {
  const { signal, onProgress } = context;
  await emptyFolder(to);
  if (keysTo !== undefined) await emptyFolder(keysTo);
  const rows = new ProgressMeter('backing up tables', onProgress, await about(databases, PRIMARY_TABLES));
  const tables: BackupFile[] = [];
  for (const service of ['notifications', 'newsletter', 'reports', 'gateway'] as const) {
    const own = PRIMARY_TABLES.filter((table) => table.service === service);
    tables.push(...(await writeTables(databases[service], own, to, rows, signal)));
  }
  const logId = await log.logId();
  const share = await LogShare.of(log, START, signal ? { signal } : {});
  const events = eventsOf(log, signal, new ProgressMeter('backing up the log', onProgress, share));
  const logFile = await writeLines(join(to, LOG_FILE), events, signal);
  const keys = keysTo === undefined ? undefined : await writeKeys(databases, keysTo, keyFiles, context);
  const manifest: Manifest = {
    format: BACKUP_FORMAT,
    id: randomUUID(),
    kind,
    startedAt: now,
    logId,
    municipalities,
    log: logFile,
    tables,
    ...(keys && { keys }),
  };
  await writeFile(join(to, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
  const found = await tablesIn(databases.reports, Object.values(SERVICE_SCHEMAS).flat());
  return { manifest, notCovered: notCovered(found) };
}

/** How many rows these tables hold, for people who watch. */
async function about(databases: Databases, tables: readonly PrimaryTable[]): Promise<number> {
  const each = tables.map((table) => estimatedRows(databases[table.service].worker, nameOf(table)));
  return (await Promise.all(each)).reduce((sum, rows) => sum + rows, 0);
}

/** All in one transaction: a reader's checkpoint and what it wrote are of the same moment. */
function writeTables(
  database: Database,
  tables: readonly PrimaryTable[],
  folder: string,
  meter: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<readonly BackupFile[]> {
  return database.asWorker(async (sql) => {
    await asOfOneMoment(sql);
    const files: BackupFile[] = [];
    for (const table of tables) {
      files.push(await writeLines(join(folder, fileOf(table)), counted(rowsOf(sql, table), meter), signal));
    }
    return files;
  });
}

async function* counted(portions: AsyncIterable<readonly string[]>, meter: ProgressMeter): AsyncGenerator<string> {
  for await (const rows of portions) {
    yield* rows;
    meter.add(rows.length);
  }
}

async function* eventsOf(
  log: EventStore,
  signal: AbortSignal | undefined,
  meter: ProgressMeter,
): AsyncGenerator<string> {
  for await (const page of readLog(log, signal ? { signal } : {})) {
    for (const event of page.events) yield JSON.stringify(event);
    meter.add(page.events.length, page.next);
  }
}

async function writeKeys(
  databases: Databases,
  folder: string,
  keyFiles: readonly string[],
  { signal, onProgress }: CommandContext,
): Promise<readonly KeyFile[]> {
  const written: KeyFile[] = [];
  const meter = new ProgressMeter('backing up keys', onProgress, await about(databases, KEY_TABLES));
  for (const table of KEY_TABLES)
    written.push(...(await writeTables(databases[table.service], [table], folder, meter, signal)));
  for (const path of keyFiles) {
    const file = basename(path);
    await copyFile(path, join(folder, file));
    written.push({ file, sha256: await sha256Of(join(folder, file)) });
  }
  return written;
}

async function emptyFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if ((await readdir(path)).length > 0) throw new Error(`The folder ${path} holds something already. Name a new one.`);
}
