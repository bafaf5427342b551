import type { DatabaseService } from '@sportello/postgres';

export const BACKUP_FORMAT = 'sportello-backup/1';
export const MANIFEST = 'manifest.json';
export const LOG_FILE = 'log.jsonl.gz';

/** One file of a backup: JSON lines, gzip. */
export interface BackupFile {
  readonly file: string;
  readonly lines: number;
  /** Of the file as it is, hexadecimal. */
  readonly sha256: string;
}

/** One file beside the wrapped keys. Its digest reveals nothing: what it is of are 32 random bytes, or ciphertext. */
export interface KeyFile {
  readonly file: string;
  /** Of wrapped keys; they were not always counted. */
  readonly lines?: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly format: typeof BACKUP_FORMAT;
  readonly id: string;
  /** Of the installation: a restore makes one of the same kind. */
  readonly kind: 'demo' | 'live';
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly logId: string;
  readonly municipalities: readonly string[];
  readonly log: BackupFile;
  readonly tables: readonly BackupFile[];
  /** What `--keys-to` wrote into its folder, apart from this one; absent when it was not given. */
  readonly keys?: readonly KeyFile[];
}

/** A table that is a primary record: what cannot be built again from the log. */
export interface PrimaryTable {
  readonly service: DatabaseService;
  readonly schema: string;
  readonly table: string;
  /** A fresh installation makes rows of its own: a restore puts those of the backup in their place. */
  readonly replaced?: true;
  /** There were backups before there was this table. */
  readonly added?: true;
}

/** In the order of writing: who reads the log is written before the log, so that no checkpoint can be ahead of it. */
export const PRIMARY_TABLES: readonly PrimaryTable[] = [
  { service: 'notifications', schema: 'notifications', table: 'checkpoints' },
  { service: 'notifications', schema: 'notifications', table: 'report_recipients' },
  { service: 'notifications', schema: 'notifications', table: 'deliveries' },
  { service: 'notifications', schema: 'notifications', table: 'follows', added: true },
  { service: 'reports', schema: 'reports', table: 'checkpoints' },
  { service: 'reports', schema: 'reports', table: 'seals' },
  { service: 'reports', schema: 'reports', table: 'personal_data_reads', added: true },
  { service: 'reports', schema: 'reports', table: 'response_templates', added: true },
  { service: 'newsletter', schema: 'newsletter', table: 'subscribers', added: true },
  { service: 'gateway', schema: 'gateway', table: 'accounts', replaced: true },
  { service: 'gateway', schema: 'gateway', table: 'second_factors', added: true },
  { service: 'gateway', schema: 'gateway', table: 'account_identities', added: true },
  { service: 'gateway', schema: 'gateway', table: 'attachments', added: true },
];

/** Wrapped keys: apart from the rest, since a backup that holds its own keys undoes every erasure. */
export const KEY_TABLES: readonly PrimaryTable[] = [
  { service: 'reports', schema: 'keyring', table: 'keys' },
  { service: 'newsletter', schema: 'newsletter', table: 'keys' },
];

/** Those that belong to what a backup holds. */
export function keyTablesOf({ tables }: Pick<Manifest, 'tables'>): readonly PrimaryTable[] {
  const held = PRIMARY_TABLES.filter((table) => tables.some(({ file }) => file === fileOf(table)));
  return KEY_TABLES.filter(({ service }) => held.some((table) => table.service === service));
}

/** How many wrapped keys belong to it; undefined where they were not counted, or are of another backup. */
export function keysIn(manifest: Pick<Manifest, 'keys' | 'tables'>): number | undefined {
  let sum = 0;
  for (const table of keyTablesOf(manifest)) {
    const lines = manifest.keys?.find(({ file }) => file === fileOf(table))?.lines;
    if (lines === undefined) return undefined;
    sum += lines;
  }
  return sum;
}

/** Built again, or of the day: nothing is lost with them. */
const LEFT_OUT: readonly string[] = [
  'event_store.events',
  'event_store.log',
  'reports.projections',
  'reports.parked_streams',
  // Of this copy of the log: another one is compared with the list of erasures anew.
  'reports.erasures_in_log',
  'notifications.dev_mailbox',
  'notifications.restores',
  'gateway.sessions',
  'gateway.oidc_sign_ins',
  'gateway.sign_in_failures',
  // How far it was read which files must go: read anew, they go again.
  'gateway.checkpoints',
];

/** The tables among these that a backup neither holds nor leaves out knowingly. @param tables as `schema.table` */
export function notCovered(tables: readonly string[]): readonly string[] {
  const known = new Set([...LEFT_OUT, ...[...PRIMARY_TABLES, ...KEY_TABLES].map(nameOf)]);
  return tables.filter((table) => !known.has(table) && !/(\.migrations|_v\d+_g\d+)$/.test(table));
}

export function nameOf({ schema, table }: PrimaryTable): string {
  return `${schema}.${table}`;
}

export function fileOf(table: PrimaryTable): string {
  return `${nameOf(table)}.jsonl.gz`;
}
