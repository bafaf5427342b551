import { randomUUID } from 'node:crypto';
import type { AccountView, AddAccount } from '@sportello/contracts';
import { Refused } from '@sportello/messaging';
import type { Database } from '@sportello/postgres';
import type { Municipality } from '@sportello/service-kit';
import type { EntityManager } from 'typeorm';
import { Account } from '../sessions/account.entity';
import type { Passwords } from '../sessions/passwords';
import { Session } from '../sessions/session.entity';
import { normaliseEmail } from '../sessions/sessions';

/** More than the largest Comune has; a list over it is not whole and says so by its length. */
const MAX_LISTED = 1_000;

/** Who of the staff may sign in, as operators keep it. */
export class StaffRegister {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
  ) {}

  async list({ id: municipalityId }: Municipality): Promise<readonly AccountView[]> {
    const accounts = await this.database.entities(municipalityId, (manager) =>
      manager.find(Account, { where: { municipalityId }, order: { email: 'ASC' }, take: MAX_LISTED }),
    );
    return accounts.map(viewOf);
  }

  /** @throws Refused when the address has an account already, or a department is not one of the municipality's */
  async add(municipality: Municipality, account: AddAccount): Promise<AccountView> {
    const { id: municipalityId, departments: known } = municipality;
    const unknown = account.departments.filter((id) => !known.some((department) => department.id === id));
    if (unknown.length > 0)
      throw new Refused({ code: 'UNKNOWN_DEPARTMENT', detail: `There is no department ${unknown.join(', ')}` });
    const passwordHash = await this.passwords.hash(account.password);
    const made = {
      municipalityId,
      id: randomUUID(),
      email: normaliseEmail(account.email),
      name: account.name,
      passwordHash,
      roles: [...account.roles],
      departments: [...account.departments],
      disabledAt: null,
    };
    const inserted = await this.database.entities(municipalityId, (manager) =>
      manager.createQueryBuilder().insert().into(Account).values(made).orIgnore().returning('id').execute(),
    );
    const rows: unknown = inserted.raw;
    if (!Array.isArray(rows) || rows.length === 0)
      throw new Refused({ code: 'INVALID_REQUEST', detail: 'This address has an account already' });
    return viewOf(made);
  }

  /** Closing it ends its sessions. @throws Refused when there is no such account */
  async setDisabled(municipality: Municipality, email: string, disabled: boolean, now: Date): Promise<AccountView> {
    return this.change(municipality, email, disabled, { disabledAt: disabled ? now : null });
  }

  /** Ends its sessions. @throws Refused when there is no such account */
  async setPassword(municipality: Municipality, email: string, password: string): Promise<AccountView> {
    return this.change(municipality, email, true, { passwordHash: await this.passwords.hash(password) });
  }

  /** For who lost telephone and recovery codes: it signs in by password until a new one is set up. Ends its sessions. @throws Refused when there is no such account */
  async resetSecondFactor({ id: municipalityId }: Municipality, email: string): Promise<AccountView> {
    return this.database.entities(municipalityId, async (manager) => {
      const account = await accountOf(manager, municipalityId, email);
      const owner = [municipalityId, account.id];
      await manager.query('delete from second_factors where municipality_id = $1 and account_id = $2', owner);
      await manager.delete(Session, { municipalityId, accountId: account.id });
      return viewOf(account);
    });
  }

  private change(
    { id: municipalityId }: Municipality,
    email: string,
    endsSessions: boolean,
    changes: Partial<Pick<Account, 'disabledAt' | 'passwordHash'>>,
  ): Promise<AccountView> {
    return this.database.entities(municipalityId, async (manager) => {
      const account = await accountOf(manager, municipalityId, email);
      await manager.update(Account, { municipalityId, id: account.id }, changes);
      if (endsSessions) await manager.delete(Session, { municipalityId, accountId: account.id });
      return viewOf(Object.assign(account, changes));
    });
  }
}

async function accountOf(manager: EntityManager, municipalityId: string, email: string): Promise<Account> {
  const account = await manager.findOneBy(Account, { municipalityId, email: normaliseEmail(email) });
  if (account === null) throw new Refused({ code: 'NOT_FOUND', detail: 'There is no account with this address' });
  return account;
}

function viewOf({ municipalityId, id, email, name, roles, departments, disabledAt }: Account): AccountView {
  return { municipalityId, id, email, name, roles, departments, disabled: disabledAt !== null };
}
