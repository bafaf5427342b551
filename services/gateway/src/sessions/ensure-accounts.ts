import { randomUUID } from 'node:crypto';
import type { Role } from '@sportello/contracts';
import type { Database } from '@sportello/postgres';
import type { Municipality, Settings } from '@sportello/service-kit';

import { administratorsForUpdate } from '../accounts/account-rules';
import { Account } from './account.entity';
import type { Passwords } from './passwords';
import { Session } from './session.entity';
import { normaliseEmail } from './sessions';

/** An account that must exist, with this password. */
export interface WantedAccount {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly departments: readonly string[];
  readonly password: string;
}

/** The accounts that the environment asks for. Demo accounts only in a demo; none without a password that was given. */
export function wantedAccounts(
  settings: Pick<Settings, 'demo' | 'adminEmail' | 'adminPassword' | 'demoPassword'>,
): readonly WantedAccount[] {
  const wanted = new Map<string, WantedAccount>();
  const add = (account: WantedAccount): unknown => wanted.set(normaliseEmail(account.email), account);
  const { adminEmail: email, adminPassword, demoPassword: password } = settings;
  if (adminPassword !== undefined)
    add({
      email,
      name: 'Amministrazione',
      roles: ['operator', 'administrator'],
      departments: [],
      password: adminPassword,
    });
  if (settings.demo && password !== undefined) {
    add({ email: 'urp@demo.it', name: 'URP', roles: ['operator'], departments: [], password });
    add({ email: 'strade@demo.it', name: 'Ufficio strade', roles: ['department'], departments: ['roads'], password });
    add({ email: 'verde@demo.it', name: 'Ufficio verde', roles: ['department'], departments: ['green'], password });
    add({ email: 'redazione@demo.it', name: 'Redazione', roles: ['editor'], departments: [], password });
    add({
      email: 'admin@demo.it',
      name: 'Amministrazione',
      roles: ['operator', 'administrator'],
      departments: [],
      password,
    });
  }
  return [...wanted.values()];
}

/**
 * Makes the accounts that are missing and gives those that exist the wanted password; a changed password ends their sessions. Their roles
 * are the municipality's affair, save where it would have no administrator. Any number of processes may do it at once.
 */
export async function ensureAccounts(options: {
  readonly database: Database;
  readonly municipalities: readonly Municipality[];
  readonly passwords: Passwords;
  readonly accounts: readonly WantedAccount[];
}): Promise<void> {
  const hashes = new OncePerPassword(options.passwords);
  for (const municipality of options.municipalities) {
    for (const account of options.accounts) await ensureAccount(options.database, municipality.id, account, hashes);
  }
}

async function ensureAccount(
  database: Database,
  municipalityId: string,
  wanted: WantedAccount,
  hashes: OncePerPassword,
): Promise<void> {
  const email = normaliseEmail(wanted.email);
  const find = (): Promise<Account | null> =>
    database.entities(municipalityId, (manager) => manager.findOneBy(Account, { municipalityId, email }));
  const existing = await find();
  if (existing !== null) await restoreRoles(database, existing, wanted);
  if (existing !== null && (await hashes.fits(wanted.password, existing.passwordHash))) return;
  const passwordHash = await hashes.of(wanted.password);
  await database.entities(municipalityId, async (manager) => {
    if (existing !== null) {
      await manager.update(Account, { municipalityId, id: existing.id }, { passwordHash });
      await manager.delete(Session, { municipalityId, accountId: existing.id });
      return;
    }
    const account = {
      municipalityId,
      id: randomUUID(),
      email,
      name: wanted.name,
      passwordHash,
      roles: [...wanted.roles],
      departments: [...wanted.departments],
      disabledAt: null,
      requestHmac: null,
    };
    await manager.createQueryBuilder().insert().into(Account).values(account).orIgnore().execute();
  });
}

/** Accounts of before there were editors and administrators have what they would be made with today; so does the last who could give it back. */
async function restoreRoles(database: Database, existing: Account, { roles }: WantedAccount): Promise<void> {
  const { municipalityId, id } = existing;
  await database.entities(municipalityId, async (manager) => {
    const orphaned =
      roles.includes('administrator') && (await administratorsForUpdate(manager, municipalityId)).length === 0;
    if (existing.roles.length > 0 && !orphaned) return;
    await manager.update(Account, { municipalityId, id }, { roles: [...new Set([...existing.roles, ...roles])] });
  });
}

/** The demo accounts share one password that everybody knows: hashing it once each would be a second of every start. */
class OncePerPassword {
  private readonly made = new Map<string, Promise<string>>();
  private readonly compared = new Map<string, Promise<boolean>>();

  constructor(private readonly passwords: Passwords) {}

  of(password: string): Promise<string> {
    return remembered(this.made, password, () => this.passwords.hash(password));
  }

  fits(password: string, hash: string): Promise<boolean> {
    return remembered(this.compared, `${hash} ${password}`, () => this.passwords.verify(password, hash));
  }
}

function remembered<Value>(
  known: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
