import { randomUUID } from 'node:crypto';
import type { AccountView, AddAccount } from '@sportello/contracts';
import { Refused } from '@sportello/messaging';
import type { Database } from '@sportello/postgres';
import type { Municipality } from '@sportello/service-kit';
import { ArrayContains, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { administratorsForUpdate, assertSensible, assertStillAdministered } from '../accounts/account-rules';
import { Account } from '../sessions/account.entity';
import type { LockOuts } from '../sessions/lock-out/lock-outs';
import type { Passwords } from '../sessions/passwords';
import { Session } from '../sessions/session.entity';
import { normaliseEmail } from '../sessions/sessions';

/** More than the largest Comune has; a list over it is not whole and says so by its length. */
const MAX_LISTED = 1_000;

/** What may change about an account. */
export type AccountChange = Partial<Pick<AddAccount, 'name' | 'roles' | 'departments' | 'password'>> & {
  readonly disabled?: boolean;
  /** Whoever was kept out for guessing may try again. A new password does that too. */
  readonly locked?: boolean;
};

/** Of whom, and how many from where. */
export interface AccountsAsked {
  readonly role?: Account['roles'][number];
  readonly department?: string;
  readonly skip: number;
  readonly take: number;
}

/** One account. The address as it is kept: lower case. */
export type Whose = Pick<Account, 'id'> | Pick<Account, 'email'>;

/** How an account signs in besides its password. */
export interface WaysIn {
  /** With a code on top. */
  readonly secondFactor: boolean;
  /** Through the Comune's provider. */
  readonly linked: boolean;
}

const WAYS_IN_SQL = `
  select asked.id, second_factors.confirmed_at is not null as "secondFactor", account_identities.identity is not null as linked
    from unnest($2::uuid[]) as asked (id)
    left join second_factors on second_factors.municipality_id = $1 and second_factors.account_id = asked.id
    left join account_identities on account_identities.municipality_id = $1 and account_identities.account_id = asked.id`;

/** Of a request that is to make one account, however often it comes. */
export interface MadeOnce {
  readonly id: string;
  /** Keyed digest of what was asked for, the password aside. */
  readonly requestHmac: string;
}

/** Who of the staff may sign in: for operators on the command line and for administrators over HTTP. */
export class StaffRegister {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly lockOuts: LockOuts,
  ) {}

  async list({ id: municipalityId }: Municipality): Promise<readonly AccountView[]> {
    const accounts = await this.database.entities(municipalityId, (manager) =>
      manager.find(Account, { where: { municipalityId }, order: { email: 'ASC' }, take: MAX_LISTED }),
    );
    return accounts.map(viewOf);
  }

  async page(
    { id: municipalityId }: Municipality,
    { role, department, skip, take }: AccountsAsked,
  ): Promise<{ readonly items: readonly AccountView[]; readonly total: number }> {
    const where: FindOptionsWhere<Account> = {
      municipalityId,
      ...(role === undefined ? {} : { roles: ArrayContains([role]) }),
      ...(department === undefined ? {} : { departments: ArrayContains([department]) }),
    };
    const [accounts, total] = await this.database.entities(municipalityId, (manager) =>
      manager.findAndCount(Account, { where, order: { email: 'ASC' }, skip, take }),
    );
    return { items: accounts.map(viewOf), total };
  }

  /** @throws Refused when there is no such account */
  async get({ id: municipalityId }: Municipality, id: string): Promise<AccountView> {
    return this.database.entities(municipalityId, async (manager) =>
      viewOf(await found(manager, { municipalityId, id })),
    );
  }

  /** @throws Refused when the address has an account already, or the rights are none of this municipality's */
  async add(
    municipality: Municipality,
    account: Omit<AddAccount, 'municipality'>,
    once?: MadeOnce,
  ): Promise<AccountView> {
    const { id: municipalityId } = municipality;
    assertSensible(account, municipality);
    const passwordHash = await this.passwords.hash(account.password);
    const made = {
      municipalityId,
      id: once?.id ?? randomUUID(),
      email: normaliseEmail(account.email),
      name: account.name,
      passwordHash,
      roles: [...account.roles],
      departments: [...account.departments],
      disabledAt: null,
      requestHmac: once?.requestHmac ?? null,
    };
    return this.database.entities(municipalityId, async (manager) => {
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(Account)
        .values(made)
        .orIgnore()
        .returning('id')
        .execute();
      const rows: unknown = inserted.raw;
      if (Array.isArray(rows) && rows.length > 0) return viewOf(made);
      const existing = await manager.findOneBy(Account, { municipalityId, id: made.id });
      if (existing === null) throw taken();
      if (existing.requestHmac !== made.requestHmac) throw new Refused({ code: 'IDEMPOTENCY_KEY_REUSED' });
      return viewOf(existing);
    });
  }

  /** A new password, and being closed, end the sessions; other rights hold from the next request on. @throws Refused */
  update(municipality: Municipality, id: string, change: AccountChange, now: Date): Promise<AccountView> {
    return this.change(municipality, { id }, change, now);
  }

  /** Closing it ends its sessions. @throws Refused when there is no such account */
  setDisabled(municipality: Municipality, email: string, disabled: boolean, now: Date): Promise<AccountView> {
    return this.change(municipality, { email: normaliseEmail(email) }, { disabled }, now);
  }

  /** Ends its sessions. @throws Refused when there is no such account */
  setPassword(municipality: Municipality, email: string, password: string): Promise<AccountView> {
    return this.change(municipality, { email: normaliseEmail(email) }, { password });
  }

  /** For who lost telephone and recovery codes: it signs in by password until a new one is set up. Ends its sessions. @throws Refused when there is no such account */
  resetSecondFactor(municipality: Municipality, whose: Whose): Promise<AccountView> {
    return this.takeAway(
      'delete from second_factors where municipality_id = $1 and account_id = $2',
      municipality,
      whose,
    );
  }

  /** The provider's person it was linked to is a stranger to it again. Ends its sessions. @throws Refused when there is no such account */
  unlinkIdentity(municipality: Municipality, whose: Whose): Promise<AccountView> {
    return this.takeAway(
      'delete from account_identities where municipality_id = $1 and account_id = $2',
      municipality,
      whose,
    );
  }

  /** How these accounts sign in, by id. */
  async waysIn(municipalityId: string, ids: readonly string[]): Promise<ReadonlyMap<string, WaysIn>> {
    if (ids.length === 0) return new Map();
    const { rows } = await this.database.asMunicipality(municipalityId, (sql) =>
      sql.query<WaysIn & { readonly id: string }>(WAYS_IN_SQL, [municipalityId, ids]),
    );
    return new Map(rows.map(({ id, secondFactor, linked }) => [id, { secondFactor, linked }]));
  }

  private takeAway(sql: string, { id: municipalityId }: Municipality, whose: Whose): Promise<AccountView> {
    return this.database.entities(municipalityId, async (manager) => {
      const account = await found(manager, { municipalityId, ...whose });
      await manager.query(sql, [municipalityId, account.id]);
      await manager.delete(Session, { municipalityId, accountId: account.id });
      return viewOf(account);
    });
  }

  private async change(
    municipality: Municipality,
    whose: Whose,
    { name, roles, departments, password, disabled, locked }: AccountChange,
    now = new Date(),
  ): Promise<AccountView> {
    const { id: municipalityId } = municipality;
    const passwordHash = password === undefined ? undefined : await this.passwords.hash(password);
    const view = await this.database.entities(municipalityId, async (manager) => {
      const administrators = await administratorsForUpdate(manager, municipalityId);
      const account = await found(manager, { municipalityId, ...whose });
      const changes: Partial<Account> = {
        ...(name === undefined ? {} : { name }),
        ...(roles === undefined ? {} : { roles }),
        ...(departments === undefined ? {} : { departments }),
        ...(passwordHash === undefined ? {} : { passwordHash }),
        ...(disabled === undefined ? {} : { disabledAt: disabled ? (account.disabledAt ?? now) : null }),
      };
      Object.assign(account, changes);
      if (roles !== undefined || departments !== undefined) assertSensible(account, municipality);
      assertStillAdministered(administrators, account);
      if (Object.keys(changes).length > 0) await manager.update(Account, { municipalityId, id: account.id }, changes);
      if (passwordHash !== undefined || disabled === true)
        await manager.delete(Session, { municipalityId, accountId: account.id });
      return viewOf(account);
    });
    if (locked === false || passwordHash !== undefined) await this.lockOuts.unlock(municipalityId, view.email);
    return view;
  }
}

async function found(manager: EntityManager, where: FindOptionsWhere<Account>): Promise<Account> {
  const account = await manager.findOneBy(Account, where);
  if (account === null) throw new Refused({ code: 'NOT_FOUND', detail: 'There is no such account' });
  return account;
}

function taken(): Refused {
  const message = 'has an account already';
  return new Refused({
    code: 'INVALID_REQUEST',
    detail: 'This address has an account already',
    errors: [{ field: 'email', message }],
  });
}

function viewOf(account: Pick<Account, Exclude<keyof Account, 'passwordHash' | 'requestHmac'>>): AccountView {
  const { municipalityId, id, email, name, roles, departments, disabledAt } = account;
  return { municipalityId, id, email, name, roles, departments, disabled: disabledAt !== null };
}
