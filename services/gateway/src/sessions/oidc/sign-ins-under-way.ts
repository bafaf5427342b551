import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '@sportello/postgres';

/** How long a person may take at the provider. */
export const SIGN_IN_SECONDS = 600;

/** What was begun with one browser and must come back to it. */
export interface SignInUnderWay {
  readonly nonce: string;
  readonly codeVerifier: string;
  /** A path of ours. */
  readonly returnTo: string;
}

/** Sign-ins that are at the provider. In the database, since the way back may lead to another replica; each comes back once. */
export class SignInsUnderWay {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** @returns what only the browser that began it holds */
  async begin(
    municipalityId: string,
    state: string,
    { nonce, codeVerifier, returnTo }: SignInUnderWay,
  ): Promise<string> {
    const browser = randomBytes(32).toString('base64url');
    const expires = new Date(this.now().getTime() + SIGN_IN_SECONDS * 1000);
    await this.database.asMunicipality(municipalityId, async (sql) => {
      await sql.query('delete from oidc_sign_ins where municipality_id = $1 and expires_at <= $2', [
        municipalityId,
        this.now(),
      ]);
      await sql.query(
        `insert into oidc_sign_ins (municipality_id, state_hash, browser_hash, nonce, code_verifier, return_to, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [municipalityId, hashOf(state), hashOf(browser), nonce, codeVerifier, returnTo, expires],
      );
    });
    return browser;
  }

  /** Once, and to the browser that began it; undefined for every other. */
  async take(municipalityId: string, state: string, browser: string): Promise<SignInUnderWay | undefined> {
    const { rows } = await this.database.asMunicipality(municipalityId, (sql) =>
      sql.query<SignInUnderWay>(
        `delete from oidc_sign_ins where municipality_id = $1 and state_hash = $2 and browser_hash = $3 and expires_at > $4
         returning nonce, code_verifier as "codeVerifier", return_to as "returnTo"`,
        [municipalityId, hashOf(state), hashOf(browser), this.now()],
      ),
    );
    return rows[0];
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
