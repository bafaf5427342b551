import type { Caller } from '../../caller/caller';
import { Problem } from '../../problems/problem';
import type { Sessions } from '../sessions';
import type { FactorOwner, SecondFactors } from '../totp/second-factors';
import type { Attempt, LockOuts } from './lock-outs';

/** Who is signed in shows once more who they are. Whoever found the session open guesses no better than at the sign-in, and no oftener. */
export class Proofs {
  constructor(
    private readonly sessions: Sessions,
    private readonly factors: SecondFactors,
    private readonly lockOuts: LockOuts,
  ) {}

  /** @returns the address of the account @throws Problem WRONG_CREDENTIALS, TOO_MANY_REQUESTS */
  async password(caller: Caller, owner: FactorOwner, password: string): Promise<string> {
    const attempt = await this.attemptOf(caller, owner);
    await this.lockOuts.around(attempt, () => this.sessions.provePassword(owner, password));
    return attempt.email;
  }

  /** @throws Problem WRONG_CREDENTIALS, SECOND_FACTOR_WRONG, SECOND_FACTOR_NOT_BEGUN, TOO_MANY_REQUESTS */
  async passwordAndCode(caller: Caller, owner: FactorOwner, password: string, code: string): Promise<void> {
    const attempt = await this.attemptOf(caller, owner);
    await this.lockOuts.around(attempt, async () => {
      await this.sessions.provePassword(owner, password);
      if (!(await this.factors.state(owner)).enrolled) throw new Problem('SECOND_FACTOR_NOT_BEGUN');
      if (!(await this.factors.use(owner, code))) throw new Problem('SECOND_FACTOR_WRONG');
    });
  }

  private async attemptOf({ address }: Caller, owner: FactorOwner): Promise<Attempt> {
    return { municipalityId: owner.municipalityId, email: await this.sessions.emailOf(owner), address };
  }
}
