import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from '../database';
import type { ServiceRoles } from '../roles';
import { decrypt, encrypt } from './ciphertext';
import { ErasureList } from './erasure-list';
import {
  KeyStore,
  labelOf,
  REPORT_KEYS,
  type KeyName,
  type KeyPurpose,
  type KeySubject,
  type StoredKey,
} from './key-store';
import { KeyErased, KeyMissing, SealBroken } from './keyring-errors';

export type { KeyName, KeyPurpose, KeySubject } from './key-store';

export interface KeyringOptions {
  readonly database: Database;
  /** Default `keyring`. */
  readonly schema?: string;
  /** The keys that each subject has. Default: those of a report. */
  readonly purposes?: readonly KeyPurpose[];
  /** At least 32 random bytes, from outside the database. */
  readonly masterKey: Buffer;
  /** Path of the append-only list of erasures, outside every backup of the database. */
  readonly erasureList: string;
}

/** The keys of each report, or of each subscriber; erasing one makes what it sealed unreadable everywhere, and leaves the log as it is. */
export class Keyring {
  private constructor(
    private readonly keys: KeyStore,
    private readonly erasures: ErasureList,
  ) {}

  /** Applies the erasure list again before it answers, in case the database was restored from before an erasure. */
  static async open({
    database,
    schema = 'keyring',
    purposes = REPORT_KEYS,
    masterKey,
    erasureList,
  }: KeyringOptions): Promise<Keyring> {
    const keys = new KeyStore(database, schema, masterKey, purposes);
    const erasures = await ErasureList.open(erasureList);
    await keys.erase(erasures.erased);
    return new Keyring(keys, erasures);
  }

  /** What the list of erasures held when this was opened, in its order. */
  get erasedBefore(): readonly KeyName[] {
    return this.erasures.erased;
  }

  /** Creates the table `keys`; for a migration. */
  static create(
    sql: SqlExecutor,
    schema: string,
    roles: ServiceRoles,
    purposes: readonly KeyPurpose[] = REPORT_KEYS,
  ): Promise<void> {
    return KeyStore.create(sql, schema, roles, purposes);
  }

  /** Lets the table `keys` of reports hold those of files; for a migration. */
  static allowFiles(sql: SqlExecutor, schema: string): Promise<void> {
    return KeyStore.allowFiles(sql, schema);
  }

  /** Sealed texts of reports that are there already, in the order asked. @throws KeyErased, KeyMissing, DatabaseUnavailable */
  async seal(items: readonly (KeyName & { readonly plain: object })[]): Promise<readonly string[]> {
    const keys = await this.keys.read(items);
    return items.map((item, index) => sealUnder(keys[index], item, item.plain));
  }

  /** Texts of new subjects, in the order asked. Their keys are made when there are none, committed before this returns. @throws KeyErased, DatabaseUnavailable */
  async sealNew(items: readonly (KeyName & { readonly plain: object })[]): Promise<readonly string[]> {
    const keys = await this.keys.readOrCreate(items);
    return items.map((item, index) => sealUnder(keys[index]?.[item.purpose], item, item.plain));
  }

  /**
   * What a new report needs, in one question to the database: its parts sealed, and its tracking token. Makes both keys when there are none,
   * committed before this returns. @throws DatabaseUnavailable, KeyErased also when only the reporter's key was erased
   */
  async sealWithToken(
    subject: KeySubject,
    parts: readonly { readonly purpose: KeyPurpose; readonly plain: object }[],
  ): Promise<{ readonly sealed: readonly string[]; readonly trackingToken: string }> {
    const [keys] = await this.keys.readOrCreate([subject]);
    const sealed = parts.map(({ purpose, plain }) => sealUnder(keys?.[purpose], { ...subject, purpose }, plain));
    const name = reporterKeyOf(subject);
    return { sealed, trackingToken: tokenOf(usable(keys?.reporter, name), name) };
  }

  /** What opens the files of a report, sealed. Makes the report's key when it has none, committed before this returns. @throws KeyErased, DatabaseUnavailable */
  async sealForFiles(subject: KeySubject, plains: readonly object[]): Promise<readonly string[]> {
    const { municipalityId } = subject;
    const name: KeyName = { municipalityId, subject: subject.subject, purpose: 'file' };
    const [key] = await this.keys.readOrCreateNamed([name]);
    return plains.map((plain) => sealUnder(key, name, plain));
  }

  /** Opened objects in the order asked; undefined where the key was erased. @throws KeyMissing, SealBroken, DatabaseUnavailable */
  async unseal(
    items: readonly (KeyName & { readonly sealed: string })[],
  ): Promise<readonly (Record<string, unknown> | undefined)[]> {
    const keys = await this.keys.read(items);
    return items.map((item, index) => opened(keys[index], item));
  }

  /** As `unseal`, with what is wrong with one of them in its place. @throws DatabaseUnavailable */
  async unsealEach(
    items: readonly (KeyName & { readonly sealed: string })[],
  ): Promise<readonly (Record<string, unknown> | KeyMissing | SealBroken | undefined)[]> {
    const keys = await this.keys.read(items);
    return items.map((item, index) => {
      try {
        return opened(keys[index], item);
      } catch (error) {
        if (error instanceof KeyMissing || error instanceof SealBroken) return error;
        throw error;
      }
    });
  }

  /** The tokens that let reporters follow their reports: the same for ever, undefined once the reporter is erased. @throws KeyMissing, DatabaseUnavailable */
  async trackingTokens(items: readonly KeySubject[]): Promise<readonly (string | undefined)[]> {
    const names = items.map(reporterKeyOf);
    const keys = await this.keys.read(names);
    return names.map((name, index) => {
      const key = keys[index] ?? 'missing';
      return key === 'erased' ? undefined : tokenOf(present(key, name), name);
    });
  }

  /** Compares in constant time; false when erased or when there is no such subject. @throws DatabaseUnavailable */
  async tokenMatches(municipalityId: string, subject: string, token: string): Promise<boolean> {
    const name = reporterKeyOf({ municipalityId, subject });
    const [key = 'missing'] = await this.keys.read([name]);
    if (!Buffer.isBuffer(key)) return false;
    const expected = Buffer.from(tokenOf(key, name));
    const given = Buffer.from(token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  /** Writes the erasure list first, then erases the keys. Repeating it is harmless. @throws DatabaseUnavailable */
  async destroy(items: readonly KeyName[]): Promise<void> {
    if (items.length === 0) return;
    await this.erasures.append(items, new Date());
    await this.keys.erase(items);
  }
}

/** Undefined when the key was erased. @throws KeyMissing, SealBroken */
function opened(
  key: StoredKey = 'missing',
  item: KeyName & { readonly sealed: string },
): Record<string, unknown> | undefined {
  if (key === 'erased') return undefined;
  const plain: unknown = JSON.parse(
    decrypt(present(key, item), Buffer.from(item.sealed, 'base64url'), labelOf(item)).toString('utf8'),
  );
  if (typeof plain !== 'object' || plain === null) throw new SealBroken(`What ${labelOf(item)} sealed is no object`);
  return { ...plain };
}

function sealUnder(key: StoredKey | undefined, name: KeyName, plain: object): string {
  return encrypt(usable(key, name), Buffer.from(JSON.stringify(plain)), labelOf(name)).toString('base64url');
}

function usable(key: StoredKey = 'missing', name: KeyName): Buffer {
  if (key === 'erased') throw new KeyErased(`The key ${labelOf(name)} was erased`);
  return present(key, name);
}

function present(key: StoredKey, name: KeyName): Buffer {
  if (Buffer.isBuffer(key)) return key;
  if (key === 'broken') throw new SealBroken(`The key ${labelOf(name)} does not open with this master key`);
  throw new KeyMissing(`The key ${labelOf(name)} is missing`);
}

function reporterKeyOf({ municipalityId, subject }: KeySubject): KeyName {
  return { municipalityId, subject, purpose: 'reporter' };
}

function tokenOf(key: Buffer, name: KeyName): string {
  return createHmac('sha256', key)
    .update(`tracking token ${labelOf(name)}`)
    .digest('base64url');
}
