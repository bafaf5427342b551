import { createHmac } from 'node:crypto';
import type { SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from '@sportello/postgres';
import { Problem } from '../../problems/problem';
import type { ProblemCode } from '../../problems/problem-table';
import { normaliseEmail } from '../sessions';
import { COUNT_SQL, FORGET_SQL, GIVE_BACK_SQL, LOCKED_SQL, SWEEP_SQL } from './lock-out.sql';
import { networkOf } from './network';

/** Attempts in a row, and after them each locks. People mistype; a whole office shares one address. */
const ACCOUNT_THRESHOLD = 5;
const ADDRESS_THRESHOLD = 25;

/** Answers that say: this was a guess, and a wrong one. */
const WRONG: readonly ProblemCode[] = ['WRONG_CREDENTIALS', 'SECOND_FACTOR_WRONG'];

/** Who tries to sign in, and where from. */
export interface Attempt {
  readonly municipalityId: string;
  readonly email: string;
  /** The client's. */
  readonly address: string;
}

/**
 * Keeps out who guesses, longer with each guess. It counts by the address that is typed, whether it has an account or not, so that being
 * locked tells nothing; in the database, so that a restart forgives nobody; under a keyed digest, so that the table names nobody.
 */
export class LockOuts {
  private readonly secret: Buffer;

  constructor(
    private readonly database: Database,
    secret: Buffer,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.secret = createHmac('sha256', secret).update('sign-in failures').digest();
  }

  /** `work` tries to sign in. @throws Problem TOO_MANY_REQUESTS without having tried, else what `work` throws */
  async around<Value>(attempt: Attempt, work: () => Promise<Value>): Promise<Value> {
    const { municipalityId } = attempt;
    const account = this.accountSubject(attempt);
    const subjects = [account, this.subject('address', municipalityId, networkOf(attempt.address))].sort();
    await this.count(municipalityId, subjects, account);
    try {
      const value = await work();
      await this.forgive(municipalityId, subjects, account);
      return value;
    } catch (error) {
      if (!(error instanceof Problem && WRONG.includes(error.code)))
        await this.change(municipalityId, (sql) => sql.query(GIVE_BACK_SQL, [municipalityId, subjects]));
      throw error;
    }
  }

  /** Until when nobody may sign in with this address; undefined when they may. */
  async lockedUntil(municipalityId: string, emails: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    if (emails.length === 0) return new Map();
    const subjects = new Map(emails.map((email) => [this.accountSubject({ municipalityId, email }), email]));
    const { rows } = await this.database.asMunicipality(municipalityId, (sql) =>
      sql.query<{ readonly subject: string; readonly locked_until: Date }>(
        `select subject, locked_until from sign_in_failures where municipality_id = $1 and subject = any($2) and locked_until > $3`,
        [municipalityId, [...subjects.keys()], this.now()],
      ),
    );
    return new Map(rows.map((row) => [subjects.get(row.subject) ?? '', row.locked_until]));
  }

  /** Whoever has this address may try again at once. */
  async unlock(municipalityId: string, email: string): Promise<void> {
    const subject = this.accountSubject({ municipalityId, email });
    await this.change(municipalityId, (sql) => sql.query(FORGET_SQL, [municipalityId, subject]));
  }

  private async count(municipalityId: string, subjects: readonly string[], account: string): Promise<void> {
    const now = this.now();
    const thresholds = subjects.map((subject) => (subject === account ? ACCOUNT_THRESHOLD : ADDRESS_THRESHOLD));
    const until = await this.change(municipalityId, async (sql) => {
      const locked = await sql.query<{ readonly until: Date | null }>(LOCKED_SQL, [municipalityId, subjects, now]);
      const known = locked.rows[0]?.until ?? undefined;
      if (known !== undefined) return known;
      await sql.query(SWEEP_SQL, [municipalityId, now]);
      const { rows } = await sql.query(COUNT_SQL, [municipalityId, subjects, thresholds, now]);
      // Another attempt locked it between the two statements: its lock is a minute at least.
      return rows.length === subjects.length ? undefined : new Date(now.getTime() + 60_000);
    });
    if (until === undefined) return;
    const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
    throw new Problem('TOO_MANY_REQUESTS', { headers: { 'retry-after': String(seconds) } });
  }

  /** The account begins anew; the address only takes this attempt back, or one account of a guesser's own would cover for all others. */
  private forgive(municipalityId: string, subjects: readonly string[], account: string): Promise<void> {
    const others = subjects.filter((subject) => subject !== account);
    return this.change(municipalityId, async (sql) => {
      await sql.query(FORGET_SQL, [municipalityId, account]);
      await sql.query(GIVE_BACK_SQL, [municipalityId, others]);
    });
  }

  private change<Value>(municipalityId: string, work: (sql: SqlExecutor) => Promise<Value>): Promise<Value> {
    return this.database.asMunicipality(municipalityId, work);
  }

  private accountSubject({ municipalityId, email }: Pick<Attempt, 'municipalityId' | 'email'>): string {
    return this.subject('account', municipalityId, normaliseEmail(email));
  }

  private subject(kind: 'account' | 'address', municipalityId: string, value: string): string {
    const digest = createHmac('sha256', this.secret).update([kind, municipalityId, value].join('\n'));
    return `${kind}:${digest.digest('base64url')}`;
  }
}
