import { randomBytes } from 'node:crypto';
import type { Database } from '@sportello/postgres';
import { Problem } from '../../problems/problem';
import { SecretSeal } from '../../secret-seal';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes';
import { stepWithCode } from './totp';

/** RFC 4226, section 4, recommends 160 bits. */
const SECRET_BYTES = 20;

export interface SecondFactorState {
  /** Signing in asks for a code. */
  readonly enrolled: boolean;
  readonly recoveryCodesLeft: number;
}

/** Whose it is. */
export interface FactorOwner {
  readonly municipalityId: string;
  readonly accountId: string;
}

interface FactorRow {
  readonly sealedSecret: string;
  readonly enrolled: boolean;
}

/** The second factors of the accounts: the secret each shares with an authenticator, sealed, and the hashes of recovery codes. */
export class SecondFactors {
  private readonly seal: SecretSeal;

  /** @param secret the secret of codes, 32 bytes */
  constructor(
    private readonly database: Database,
    secret: Buffer,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.seal = new SecretSeal(secret, 'second factors');
  }

  async state(owner: FactorOwner): Promise<SecondFactorState> {
    const rows = await this.run<{ codesLeft: number }>(
      owner,
      `select cardinality(recovery_codes) as "codesLeft" from second_factors
        where municipality_id = $1 and account_id = $2 and confirmed_at is not null`,
    );
    return { enrolled: rows.length > 0, recoveryCodesLeft: rows[0]?.codesLeft ?? 0 };
  }

  /** A new secret; until a code of it is confirmed nothing asks for it. @throws Problem SECOND_FACTOR_ALREADY_ENROLLED */
  async begin(owner: FactorOwner): Promise<Buffer> {
    const secret = randomBytes(SECRET_BYTES);
    const written = await this.run(
      owner,
      `insert into second_factors (municipality_id, account_id, sealed_secret) values ($1, $2, $3)
        on conflict (municipality_id, account_id) do update set sealed_secret = excluded.sealed_secret
        where second_factors.confirmed_at is null returning 1`,
      this.seal.seal(secret, nameOf(owner)),
    );
    if (written.length === 0) throw new Problem('SECOND_FACTOR_ALREADY_ENROLLED');
    return secret;
  }

  /**
   * From now on signing in asks for a code.
   * @returns recovery codes, which are never shown again; undefined when the code is wrong
   * @throws Problem SECOND_FACTOR_NOT_BEGUN, SECOND_FACTOR_ALREADY_ENROLLED
   */
  async confirm(owner: FactorOwner, code: string): Promise<readonly string[] | undefined> {
    const factor = await this.find(owner);
    if (factor === undefined) throw new Problem('SECOND_FACTOR_NOT_BEGUN');
    if (factor.enrolled) throw new Problem('SECOND_FACTOR_ALREADY_ENROLLED');
    const step = this.stepOfCode(owner, factor, code);
    if (step === undefined) return undefined;
    const codes = newRecoveryCodes();
    // The secret as it was read: one begun anew meanwhile is not confirmed by a code of the former.
    const written = await this.run(
      owner,
      `update second_factors set confirmed_at = $4, last_step = $5, recovery_codes = $6
        where municipality_id = $1 and account_id = $2 and sealed_secret = $3 and confirmed_at is null returning 1`,
      factor.sealedSecret,
      this.now(),
      step,
      hashesOf(codes),
    );
    if (written.length === 0) throw new Problem('SECOND_FACTOR_NOT_BEGUN');
    return codes;
  }

  /** True once for each code: of the authenticator, or for recovery. */
  async use(owner: FactorOwner, code: string): Promise<boolean> {
    const recovery = recoveryCodeHash(code);
    if (recovery !== undefined) return this.useRecoveryCode(owner, recovery);
    const factor = await this.find(owner);
    if (factor === undefined || !factor.enrolled) return false;
    const step = this.stepOfCode(owner, factor, code);
    if (step === undefined) return false;
    // RFC 6238, section 5.2: what was used once, or is older than that, is used up. Of two at once one finds the other's step.
    const used = await this.run(
      owner,
      `update second_factors set last_step = $4
        where municipality_id = $1 and account_id = $2 and sealed_secret = $3 and last_step < $4 returning 1`,
      factor.sealedSecret,
      step,
    );
    return used.length > 0;
  }

  /** The former ones are worth nothing any more. @throws Problem SECOND_FACTOR_NOT_BEGUN when there is none */
  async renewRecoveryCodes(owner: FactorOwner): Promise<readonly string[]> {
    const codes = newRecoveryCodes();
    const written = await this.run(
      owner,
      `update second_factors set recovery_codes = $3
        where municipality_id = $1 and account_id = $2 and confirmed_at is not null returning 1`,
      hashesOf(codes),
    );
    if (written.length === 0) throw new Problem('SECOND_FACTOR_NOT_BEGUN');
    return codes;
  }

  /** Signing in asks for no code any more. False when there was none. */
  async remove(owner: FactorOwner): Promise<boolean> {
    const sql = `delete from second_factors where municipality_id = $1 and account_id = $2 returning 1`;
    return (await this.run(owner, sql)).length > 0;
  }

  private async useRecoveryCode(owner: FactorOwner, hash: Buffer): Promise<boolean> {
    const used = await this.run(
      owner,
      `update second_factors set recovery_codes = array_remove(recovery_codes, $3)
        where municipality_id = $1 and account_id = $2 and confirmed_at is not null and $3 = any (recovery_codes) returning 1`,
      hash,
    );
    return used.length > 0;
  }

  private async find(owner: FactorOwner): Promise<FactorRow | undefined> {
    const [row] = await this.run<FactorRow>(
      owner,
      `select sealed_secret as "sealedSecret", confirmed_at is not null as enrolled from second_factors
        where municipality_id = $1 and account_id = $2`,
    );
    return row;
  }

  private stepOfCode(owner: FactorOwner, { sealedSecret }: FactorRow, code: string): number | undefined {
    return stepWithCode(this.open(owner, sealedSecret), code.replace(/\s/g, ''), this.now());
  }

  private open(owner: FactorOwner, sealedSecret: string): Buffer {
    try {
      return this.seal.open(sealedSecret, nameOf(owner));
    } catch (error) {
      throw new Error(
        'A second factor cannot be opened: the secret of codes (CODE_SECRET, code.key) is not the one it was made with. Bring that back, or reset it: sportello users reset-second-factor',
        { cause: error },
      );
    }
  }

  private async run<Row extends object = object>(
    { municipalityId, accountId }: FactorOwner,
    text: string,
    ...more: readonly unknown[]
  ): Promise<readonly Row[]> {
    const values = [municipalityId, accountId, ...more];
    const { rows } = await this.database.asMunicipality(municipalityId, (sql) => sql.query<Row>(text, values));
    return rows;
  }
}

function nameOf({ municipalityId, accountId }: FactorOwner): string {
  return `${municipalityId}/${accountId}`;
}

function hashesOf(codes: readonly string[]): readonly Buffer[] {
  return codes.flatMap((code) => recoveryCodeHash(code) ?? []);
}
