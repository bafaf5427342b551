import type { SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from '../database';
import type { ServiceRoles } from '../roles';

/** `reporter`: name and contacts. `text`: subject, description, answers, notes, address. */
export type KeyPurpose = 'reporter' | 'text';

/** Whose keys: a subject is one report. */
export interface KeySubject {
  readonly municipalityId: string;
  readonly subject: string;
}

export interface KeyName extends KeySubject {
  readonly purpose: KeyPurpose;
}

export interface KeyringOptions {
  readonly database: Database;
  readonly schema?: 'keyring';
  /** At least 32 random bytes, from outside the database. */
  readonly masterKey: Buffer;
  /** Path of the append-only list of erasures, outside every backup of the database. */
  readonly erasureList: string;
}

/** Two keys per report; erasing one makes what it sealed unreadable everywhere, and leaves the log as it is. */
export class Keyring {
  private constructor(private readonly options: KeyringOptions) {}

  /** Applies the erasure list again before it answers, in case the database was restored from before an erasure. */
  static open(options: KeyringOptions): Promise<Keyring> {
    return Promise.reject(new Error(`not yet ${options.erasureList}`));
  }

  /** Creates the table `keys`; for a migration. */
  static create(sql: SqlExecutor, schema: string, roles: ServiceRoles): Promise<void> {
    return Promise.reject(new Error(`not yet ${String(sql)} ${schema} ${roles.worker}`));
  }

  /** Sealed texts in the order asked. Both keys of each subject are committed before this returns. @throws KeyErased, DatabaseUnavailable */
  seal(items: readonly (KeyName & { readonly plain: object })[]): Promise<readonly string[]> {
    return Promise.reject(new Error(`not yet ${items.length} ${this.options.erasureList}`));
  }

  /** Opened objects in the order asked; undefined where the key was erased. @throws KeyMissing, SealBroken, DatabaseUnavailable */
  unseal(
    items: readonly (KeyName & { readonly sealed: string })[],
  ): Promise<readonly (Record<string, unknown> | undefined)[]> {
    return Promise.reject(new Error(`not yet ${items.length}`));
  }

  /** The tokens that let reporters follow their reports: the same for ever, undefined once the reporter is erased. @throws KeyMissing, DatabaseUnavailable */
  trackingTokens(items: readonly KeySubject[]): Promise<readonly (string | undefined)[]> {
    return Promise.reject(new Error(`not yet ${items.length}`));
  }

  /** Compares in constant time; false when erased or when there is no such subject. @throws DatabaseUnavailable */
  tokenMatches(municipalityId: string, subject: string, token: string): Promise<boolean> {
    return Promise.reject(new Error(`not yet ${municipalityId}${subject}${token.length}`));
  }

  /** Writes the erasure list first, then erases the keys. Repeating it is harmless. @throws DatabaseUnavailable */
  destroy(items: readonly KeyName[]): Promise<void> {
    return Promise.reject(new Error(`not yet ${items.length}`));
  }
}
