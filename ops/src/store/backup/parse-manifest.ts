import { isMoment } from '@sportello/contracts/words';
import {
  BACKUP_FORMAT,
  fileOf,
  LOG_FILE,
  MANIFEST,
  PRIMARY_TABLES,
  type BackupFile,
  type KeyFile,
  type Manifest,
} from './manifest';

type Unread<Read> = Partial<Record<keyof Read, unknown>>;

/** Every field is looked at: a restore begins with what stands here. @throws Error when the text is no manifest of this format, or a damaged one */
export function parseManifest(text: string): Manifest {
  const value = parseJson(text);
  if (!isObject<Manifest>(value) || value.format !== BACKUP_FORMAT)
    throw new Error(`This is not a backup of the format ${BACKUP_FORMAT}: its ${MANIFEST} says otherwise`);
  const { id, kind, startedAt, logId, municipalities, log, tables, keys } = value;
  return {
    format: BACKUP_FORMAT,
    id: right(isName, id, 'id'),
    kind: right(isKind, kind, 'kind'),
    startedAt: right(isMoment, startedAt, 'startedAt'),
    logId: right(isName, logId, 'logId'),
    municipalities: right(listOf(isMunicipality), municipalities, 'municipalities'),
    log: right(isLogFile, log, 'log'),
    tables: right(areTables, tables, 'tables'),
    ...(keys === undefined ? {} : { keys: right(listOf(isKeyFile), keys, 'keys') }),
  };
}

function right<Right>(is: (value: unknown) => value is Right, value: unknown, field: string): Right {
  if (is(value)) return value;
  throw new Error(`${MANIFEST} is damaged or was changed: ${field} is not what a backup writes. Take another backup.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${MANIFEST} is damaged: it is not JSON. Take another backup.`, { cause: error });
  }
}

function isObject<Read>(value: unknown): value is Unread<Read> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf<Item>(is: (value: unknown) => value is Item): (value: unknown) => value is readonly Item[] {
  return (value): value is readonly Item[] => Array.isArray(value) && value.every(is);
}

function matches(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}

const isName = (value: unknown): value is string => matches(/^[\x21-\x7e]{1,128}$/, value);
const isMunicipality = (value: unknown): value is string => matches(/^[a-z0-9-]{2,32}$/, value);
const isKind = (value: unknown): value is Manifest['kind'] => value === 'demo' || value === 'live';

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** A name in the folder itself, never a way out of it. */
function isKeyFile(value: unknown): value is KeyFile {
  return (
    isObject<KeyFile>(value) &&
    matches(/^[a-z][a-z0-9_.]{0,99}$/, value.file) &&
    (value.lines === undefined || isCount(value.lines)) &&
    matches(/^[0-9a-f]{64}$/, value.sha256)
  );
}

function isBackupFile(value: unknown): value is BackupFile {
  return isKeyFile(value) && value.lines !== undefined;
}

function isLogFile(value: unknown): value is BackupFile {
  return isBackupFile(value) && value.file === LOG_FILE;
}

/** All that a restore puts back: a table without its digest would be taken as it is. */
function areTables(value: unknown): value is readonly BackupFile[] {
  if (!listOf(isBackupFile)(value)) return false;
  const files = new Set(value.map(({ file }) => file));
  return PRIMARY_TABLES.every((table) => table.added === true || files.has(fileOf(table)));
}
