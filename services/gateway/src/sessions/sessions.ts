import { createHash, randomBytes } from 'node:crypto';
import { type Database } from '@sportello/postgres';
import { LessThanOrEqual, Not } from 'typeorm';
import type { SignedIn } from '../caller/caller';
import { Problem } from '../problems/problem';
import { Account } from './account.entity';
import { isToken } from './credentials';
import { type Passwords } from './passwords';
import { Session } from './session.entity';
import { SignedInLookup } from './signed-in';
import type { FactorOwner, SecondFactors } from './totp/second-factors';

/** A working day and some; then one signs in again. */
export const SESSION_SECONDS = 12 * 3600;

/** The reply to a sign-in. */
export interface OpenedSession {
  /** 256 random bits; only their hash is kept. */
  readonly accessToken: string;
  readonly expiresAt: Date;
  readonly account: Account;
}

/** Who of the staff is signed in. */
export class Sessions {
  private readonly lookup: SignedInLookup;

  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly factors: SecondFactors,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.lookup = new SignedInLookup(database, now);
  }

  /**
   * @param code of the second factor, where the account has one
   * @throws Problem WRONG_CREDENTIALS, in the same time whether the address exists or not; SECOND_FACTOR_REQUIRED, SECOND_FACTOR_WRONG
   */
  async signIn(municipalityId: string, email: string, password: string, code?: string): Promise<OpenedSession> {
    const account = await this.database.entities(municipalityId, (manager) =>
      manager.findOneBy(Account, { municipalityId, email: normaliseEmail(email) }),
    );
    const right = await this.passwords.verify(password, account?.passwordHash);
    if (!mayBeIn(account) || !right) throw new Problem('WRONG_CREDENTIALS');
    const owner = { municipalityId, accountId: account.id };
    const { enrolled } = await this.factors.state(owner);
    if (enrolled && code === undefined) throw new Problem('SECOND_FACTOR_REQUIRED');
    if (enrolled && code !== undefined && !(await this.factors.use(owner, code)))
      throw new Problem('SECOND_FACTOR_WRONG');
    return this.open(owner, { secondFactor: enrolled });
  }

  /** The address that an account of who is signed in signs in with. @throws Problem NOT_AUTHENTICATED when it is gone meanwhile */
  async emailOf({ municipalityId, accountId: id }: FactorOwner): Promise<string> {
    const account = await this.database.entities(municipalityId, (manager) =>
      manager.findOneBy(Account, { municipalityId, id }),
    );
    if (!mayBeIn(account)) throw new Problem('NOT_AUTHENTICATED');
    return account.email;
  }

  /** Of who is signed in. @throws Problem WRONG_CREDENTIALS when it is not their password */
  async provePassword({ municipalityId, accountId: id }: FactorOwner, password: string): Promise<void> {
    const account = await this.database.entities(municipalityId, (manager) =>
      manager.findOneBy(Account, { municipalityId, id }),
    );
    const right = await this.passwords.verify(password, account?.passwordHash);
    if (!mayBeIn(account) || !right) throw new Problem('WRONG_CREDENTIALS');
  }

  /** Ends the other sessions of the account; this one has shown a second factor, or none. */
  async keepOnly(
    { municipalityId, accountId }: FactorOwner,
    session: Buffer,
    { secondFactor }: { readonly secondFactor: boolean },
  ): Promise<void> {
    await this.database.entities(municipalityId, async (manager) => {
      await manager.delete(Session, { municipalityId, accountId, tokenHash: Not(session) });
      await manager.update(Session, { municipalityId, accountId, tokenHash: session }, { secondFactor });
    });
  }

  /** The member of staff whose token this is, unless it is unknown or has expired. */
  async find(municipalityId: string, token: string): Promise<SignedIn | undefined> {
    if (!isToken(token)) return undefined;
    return this.lookup.find(municipalityId, hashOf(token));
  }

  async end(municipalityId: string, session: Buffer): Promise<void> {
    await this.database.entities(municipalityId, (manager) =>
      manager.delete(Session, { municipalityId, tokenHash: session }),
    );
  }

  /** For who has shown who they are. @throws Problem WRONG_CREDENTIALS when the account is closed or gone meanwhile */
  async open(
    { municipalityId, accountId: id }: FactorOwner,
    { secondFactor }: { readonly secondFactor: boolean },
  ): Promise<OpenedSession> {
    const accessToken = randomBytes(32).toString('base64url');
    const expiresAt = new Date(this.now().getTime() + SESSION_SECONDS * 1000);
    // Read again together with the insert: an account removed or changed meanwhile opens nothing on what was.
    const account = await this.database.entities(municipalityId, async (manager) => {
      const current = await manager.findOneBy(Account, { municipalityId, id });
      if (!mayBeIn(current)) throw new Problem('WRONG_CREDENTIALS');
      await manager.delete(Session, { municipalityId, accountId: id, expiresAt: LessThanOrEqual(this.now()) });
      const tokenHash = hashOf(accessToken);
      await manager.insert(Session, { municipalityId, tokenHash, accountId: id, expiresAt, secondFactor });
      return current;
    });
    return { accessToken, expiresAt, account };
  }
}

function mayBeIn(account: Account | null | undefined): account is Account {
  return account !== null && account !== undefined && account.disabledAt === null;
}

export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
