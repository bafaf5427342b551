import { createHmac, hkdfSync, randomUUID } from 'node:crypto';
import type { SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from '@sportello/postgres';
import { ADMINISTRATORS_FOR_UPDATE_SQL } from '../../accounts/account-rules';
import type { Passwords } from '../passwords';
import type { Person, Rights } from './claims';

/** Why somebody whom the provider knows may not come in here. */
export type NotAdmitted = 'no role' | 'no account' | 'account disabled' | 'no verified e-mail' | 'account of another';

export type Admission =
  { readonly admitted: true; readonly accountId: string } | { readonly admitted: false; readonly reason: NotAdmitted };

interface KnownAccount {
  readonly id: string;
  readonly disabled: boolean;
}

/**
 * Which account is whose at the provider. The provider's name of a person may be their tax code: the table holds an HMAC of it, under a key
 * that follows from the secret of codes.
 */
export class Identities {
  private readonly key: Buffer;

  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    secret: Buffer,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'sportello identities', 32));
  }

  /** The account of this person, with the rights that the provider gives today; linked or made at the first time. */
  admit(municipalityId: string, person: Person): Promise<Admission> {
    return this.database.asMunicipality(municipalityId, async (sql) => {
      const identity = this.hmacOf(person);
      const administrators = person.rights === undefined ? [] : await administratorsForUpdate(sql, municipalityId);
      const known = await accountLinkedTo(sql, municipalityId, identity);
      if (known === undefined) return this.firstTime(sql, municipalityId, identity, person, administrators);
      if (known.disabled) return refused('account disabled');
      if (person.rights === undefined) return { admitted: true, accountId: known.id };
      await giveRights(sql, municipalityId, known.id, person.rights, administrators);
      if (person.rights.roles.length > 0) return { admitted: true, accountId: known.id };
      await sql.query('delete from sessions where municipality_id = $1 and account_id = $2', [
        municipalityId,
        known.id,
      ]);
      return refused('no role');
    });
  }

  private async firstTime(
    sql: SqlExecutor,
    municipalityId: string,
    identity: Buffer,
    { email, name, rights }: Person,
    administrators: readonly string[],
  ): Promise<Admission> {
    if (email === undefined) return refused('no verified e-mail');
    if (rights?.roles.length === 0) return refused('no role');
    if (rights !== undefined) {
      await sql.query(
        `insert into accounts (municipality_id, id, email, name, password_hash, roles, departments)
         values ($1, $2, $3, $4, $5, '{}', '{}') on conflict (municipality_id, email) do nothing`,
        [municipalityId, randomUUID(), email, name ?? email, this.passwords.unusable()],
      );
    }
    const account = await accountWith(sql, municipalityId, email);
    if (account === undefined) return refused('no account');
    if (account.disabled) return refused('account disabled');
    const { rowCount } = await sql.query(
      `insert into account_identities (municipality_id, account_id, identity) values ($1, $2, $3) on conflict do nothing`,
      [municipalityId, account.id, identity],
    );
    // Somebody else at the provider has this account already, or this person's other request was sooner and gave it to them.
    if (rowCount === 0 && (await accountLinkedTo(sql, municipalityId, identity))?.id !== account.id)
      return refused('account of another');
    if (rights !== undefined) await giveRights(sql, municipalityId, account.id, rights, administrators);
    return { admitted: true, accountId: account.id };
  }

  private hmacOf({ issuer, subject }: Person): Buffer {
    return createHmac('sha256', this.key).update(issuer).update('\0').update(subject).digest();
  }
}

async function accountLinkedTo(
  sql: SqlExecutor,
  municipalityId: string,
  identity: Buffer,
): Promise<KnownAccount | undefined> {
  const { rows } = await sql.query<KnownAccount>(
    `select id, disabled_at is not null as disabled from accounts where municipality_id = $1
      and id = (select account_id from account_identities where municipality_id = $1 and identity = $2) for update`,
    [municipalityId, identity],
  );
  return rows[0];
}

async function accountWith(sql: SqlExecutor, municipalityId: string, email: string): Promise<KnownAccount | undefined> {
  const { rows } = await sql.query<KnownAccount>(
    'select id, disabled_at is not null as disabled from accounts where municipality_id = $1 and email = $2 for update',
    [municipalityId, email],
  );
  return rows[0];
}

async function administratorsForUpdate(sql: SqlExecutor, municipalityId: string): Promise<readonly string[]> {
  const { rows } = await sql.query<{ readonly id: string }>(ADMINISTRATORS_FOR_UPDATE_SQL, [municipalityId]);
  return rows.map(({ id }) => id);
}

/**
 * The rights that the provider tells, save that the Comune's last administrator stays one while the provider gives them any role: claims
 * that name no administrator would lock everyone out of the accounts. Who is given no role has left, and keeps none.
 */
async function giveRights(
  sql: SqlExecutor,
  municipalityId: string,
  accountId: string,
  { roles, departments }: Rights,
  administrators: readonly string[],
): Promise<void> {
  const last = administrators.length === 1 && administrators[0] === accountId && roles.length > 0;
  await sql.query('update accounts set roles = $3, departments = $4 where municipality_id = $1 and id = $2', [
    municipalityId,
    accountId,
    last ? [...new Set([...roles, 'administrator'])] : roles,
    departments,
  ]);
}

function refused(reason: NotAdmitted): Admission {
  return { admitted: false, reason };
}
