import { hkdfSync } from 'node:crypto';
import type { SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from '../database';
import { quoteIdentifier } from '../identifiers';
import { protectTable } from '../protect-table';
import type { ServiceRoles } from '../roles';
import { Batcher } from './batcher';
import { decrypt, encrypt } from './ciphertext';
import { SealBroken } from './keyring-errors';
import { randomBytesFromPool } from './random-pool';

/**
 * Of a report, `reporter`: name and contacts; `text`: subject, description, answers, notes, address; `file`: the keys of files that came along.
 * `subscriber`: who reads a newsletter.
 */
export const KEY_PURPOSES = ['reporter', 'text', 'file', 'subscriber'] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** The keys that each report has; `file` is made with its first file. */
export const REPORT_KEYS: readonly KeyPurpose[] = ['reporter', 'text'];

/** Whose keys: a subject is one report, or one subscriber. */
export interface KeySubject {
  readonly municipalityId: string;
  readonly subject: string;
}

export interface KeyName extends KeySubject {
  readonly purpose: KeyPurpose;
}

/** What the table says of a key: its 32 bytes, `erased`, that there is no row, or that the master key does not open the row. */
export type StoredKey = Buffer | 'erased' | 'missing' | 'broken';

/** The keys of one subject. */
export type SubjectKeys = Readonly<Partial<Record<KeyPurpose, StoredKey>>>;

interface KeyRow {
  readonly state: 'active' | 'erased' | null;
  readonly wrapped: Buffer | null;
}

const MAX_BATCH = 500;
/** Two of each report that is submitted. */
const MAX_CREATED = 1000;

/** The table of keys, each wrapped (AES-256-GCM) under a key derived from the master key. Not cached: an erasure holds at once, everywhere. */
export class KeyStore {
  private readonly wrappingKey: Buffer;
  private readonly table: string;
  private readonly reads = new Batcher<KeyName, StoredKey>((names) => this.readBatch(names), MAX_BATCH);
  private readonly creations = new Batcher<KeyName, StoredKey>((names) => this.createBatch(names), MAX_CREATED);

  constructor(
    private readonly database: Database,
    /** Statements are named after it: two keyrings on one connection have statements of their own. */
    private readonly schema: string,
    masterKey: Buffer,
    /** The keys that each subject has. */
    private readonly purposes: readonly KeyPurpose[],
  ) {
    if (masterKey.length < 32) throw new Error('The master key must have at least 32 bytes');
    this.wrappingKey = Buffer.from(hkdfSync('sha256', masterKey, '', 'sportello keyring', 32));
    this.table = `${quoteIdentifier(schema)}.keys`;
  }

  static async create(
    sql: SqlExecutor,
    schema: string,
    roles: ServiceRoles,
    purposes: readonly KeyPurpose[],
  ): Promise<void> {
    const table = `${quoteIdentifier(schema)}.keys`;
    // Vacuumed after every few erasures: an erased key must not stay in a dead row.
    await sql.query(
      `create table ${table} (
         municipality_id text not null,
         subject text not null,
         purpose text not null check (purpose in (${purposes.map((purpose) => `'${purpose}'`).join(', ')})),
         state text not null check (state in ('active', 'erased')),
         wrapped bytea,
         primary key (municipality_id, subject, purpose),
         check ((state = 'active') = (wrapped is not null))
       ) with (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0, autovacuum_analyze_scale_factor = 0.2)`,
    );
    await protectTable(sql, { schema, table: 'keys', worker: 'select, insert, update', roles });
  }

  read(names: readonly KeyName[]): Promise<readonly StoredKey[]> {
    return this.reads.ask(names);
  }

  /** The keys of each subject, made and committed when there are none yet. */
  async readOrCreate(subjects: readonly KeySubject[]): Promise<readonly SubjectKeys[]> {
    const { purposes } = this;
    const names = subjects.flatMap(({ municipalityId, subject }) =>
      purposes.map((purpose) => ({ municipalityId, subject, purpose })),
    );
    const keys = await this.readOrCreateNamed(names);
    return subjects.map((_, index) =>
      Object.fromEntries(purposes.map((purpose, place) => [purpose, keys[index * purposes.length + place]])),
    );
  }

  /** Keys in the order asked, made and committed where there are none yet. */
  readOrCreateNamed(names: readonly KeyName[]): Promise<readonly StoredKey[]> {
    return this.creations.ask(names);
  }

  /** A table of reports' keys from before there were files does not know theirs. */
  static async allowFiles(sql: SqlExecutor, schema: string): Promise<void> {
    await sql.query(
      `alter table ${quoteIdentifier(schema)}.keys drop constraint keys_purpose_check,
         add constraint keys_purpose_check check (purpose in ('reporter', 'text', 'file'))`,
    );
  }

  /** Erases keys, also those that are not there: nothing can be sealed under them afterwards. */
  async erase(names: readonly KeyName[]): Promise<void> {
    for (let from = 0; from < names.length; from += MAX_BATCH) {
      await this.database.urgent.query(
        `insert into ${this.table} as k (municipality_id, subject, purpose, state, wrapped)
         select distinct m, s, p, 'erased', null::bytea from unnest($1::text[], $2::text[], $3::text[]) as n (m, s, p)
         order by m, s, p
         on conflict (municipality_id, subject, purpose) do update set state = 'erased', wrapped = null where k.state <> 'erased'`,
        columnsOf(names.slice(from, from + MAX_BATCH)),
        { name: `${this.schema}-erase` },
      );
    }
  }

  private async readBatch(names: readonly KeyName[]): Promise<readonly StoredKey[]> {
    const { rows } = await this.database.urgent.query<KeyRow>(
      `select k.state, k.wrapped
       from unnest($1::text[], $2::text[], $3::text[]) with ordinality as n (m, s, p, place)
       left join ${this.table} k on (k.municipality_id, k.subject, k.purpose) = (n.m, n.s, n.p)
       order by n.place`,
      columnsOf(names),
      { name: `${this.schema}-read` },
    );
    return names.map((name, index) => this.unwrap(name, rows[index]));
  }

  private async createBatch(asked: readonly KeyName[]): Promise<readonly StoredKey[]> {
    const names = [...new Map(asked.map((name) => [labelOf(name), name])).values()];
    const fresh = new Map(names.map((name) => [labelOf(name), randomBytesFromPool(32)]));
    const created = await this.insertMissing(names, fresh);
    const known = names.filter((name) => !created.has(labelOf(name)));
    const stored = new Map<string, StoredKey>();
    if (known.length > 0) {
      const found = await this.readBatch(known);
      known.forEach((name, index) => stored.set(labelOf(name), found[index] ?? 'missing'));
    }
    return asked.map((name) => stored.get(labelOf(name)) ?? fresh.get(labelOf(name)) ?? 'missing');
  }

  /** @returns the labels of the keys that this call created, committed */
  private async insertMissing(
    names: readonly KeyName[],
    fresh: ReadonlyMap<string, Buffer>,
  ): Promise<ReadonlySet<string>> {
    const wrapped = names.map((name) =>
      encrypt(this.wrappingKey, fresh.get(labelOf(name)) ?? randomBytesFromPool(32), wrappingContext(name)),
    );
    // In the order of the primary key, so that two replicas that make the same keys cannot wait for each other.
    const { rows } = await this.database.urgent.query<{
      municipality_id: string;
      subject: string;
      purpose: KeyPurpose;
    }>(
      `insert into ${this.table} (municipality_id, subject, purpose, state, wrapped)
       select m, s, p, 'active', w from unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) as n (m, s, p, w)
       order by m, s, p
       on conflict do nothing
       returning municipality_id, subject, purpose`,
      [...columnsOf(names), wrapped],
      { name: `${this.schema}-create` },
    );
    return new Set(rows.map((row) => labelOf({ ...row, municipalityId: row.municipality_id })));
  }

  private unwrap(name: KeyName, row: KeyRow | undefined): StoredKey {
    if (!row || row.state === null) return 'missing';
    if (row.state === 'erased' || row.wrapped === null) return 'erased';
    try {
      return decrypt(this.wrappingKey, row.wrapped, wrappingContext(name));
    } catch (error) {
      if (error instanceof SealBroken) return 'broken';
      throw error;
    }
  }
}

/** `municipality/subject/purpose`: what a key seals is bound to it. */
export function labelOf({ municipalityId, subject, purpose }: KeyName): string {
  return `${municipalityId}/${subject}/${purpose}`;
}

function wrappingContext(name: KeyName): string {
  return `key/${labelOf(name)}`;
}

function columnsOf(names: readonly KeyName[]): [string[], string[], KeyPurpose[]] {
  return [
    names.map(({ municipalityId }) => municipalityId),
    names.map(({ subject }) => subject),
    names.map(({ purpose }) => purpose),
  ];
}
