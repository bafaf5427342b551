import { DatabaseUnavailable, type Database } from '@sportello/postgres';
import type { SignedIn } from '../caller/caller';

/** More callers than this wait for nobody: the door answers at once that it cannot serve. */
const MAX_WAITING = 2_000;

const FIND = `select asked.place::int, account.id, account.name, account.roles, account.departments, session.second_factor as "secondFactor"
  from unnest($2::bytea[]) with ordinality as asked (token_hash, place)
  join sessions as session on session.municipality_id = $1 and session.token_hash = asked.token_hash and session.expires_at > $3
  join accounts as account
    on account.municipality_id = session.municipality_id and account.id = session.account_id and account.disabled_at is null`;

type Found = Omit<SignedIn, 'session'>;

interface Waiting {
  readonly session: Buffer;
  readonly answer: Promise<Found | undefined>;
  settle(found: Found | undefined): void;
  fail(error: unknown): void;
}

/**
 * Looks up who is signed in, on the way of every call of the staff. Calls that come while one look-up is at the database go together into the next, one
 * for each Comune: never into one that was already sent, so that what was ended before a call came opens nothing to it.
 */
export class SignedInLookup {
  /** By Comune, by session. */
  readonly #waiting = new Map<string, Map<string, Waiting>>();
  readonly #looking = new Set<string>();

  constructor(
    private readonly database: Pick<Database, 'asMunicipality'>,
    private readonly now: () => Date,
  ) {}

  /** @param session SHA-256 of the access token @throws DatabaseUnavailable */
  async find(municipalityId: string, session: Buffer): Promise<SignedIn | undefined> {
    const waiting = this.#waiting.get(municipalityId) ?? new Map<string, Waiting>();
    this.#waiting.set(municipalityId, waiting);
    const key = session.toString('base64');
    if (waiting.size >= MAX_WAITING && !waiting.has(key)) throw new DatabaseUnavailable('Too many callers wait');
    const one = waiting.get(key) ?? waitFor(session);
    waiting.set(key, one);
    this.#look(municipalityId);
    const found = await one.answer;
    return found && { ...found, session };
  }

  #look(municipalityId: string): void {
    if (this.#looking.has(municipalityId)) return;
    this.#looking.add(municipalityId);
    // Not at once: calls that came in together look together.
    setImmediate(() => void this.#lookUp(municipalityId));
  }

  async #lookUp(municipalityId: string): Promise<void> {
    const asked = [...(this.#waiting.get(municipalityId)?.values() ?? [])];
    this.#waiting.delete(municipalityId);
    try {
      const { rows } = await this.database.asMunicipality(municipalityId, (sql) =>
        sql.query<Found & { readonly place: number }>(
          FIND,
          [municipalityId, asked.map(({ session }) => session), this.now()],
          { name: 'signed-in' },
        ),
      );
      const byPlace = new Map(rows.map(({ place, ...found }) => [place, found]));
      for (const [index, one] of asked.entries()) one.settle(byPlace.get(index + 1));
    } catch (error) {
      for (const one of asked) one.fail(error);
    }
    this.#looking.delete(municipalityId);
    if (this.#waiting.has(municipalityId)) this.#look(municipalityId);
  }
}

function waitFor(session: Buffer): Waiting {
  let settle: Waiting['settle'] = () => undefined;
  let fail: Waiting['fail'] = () => undefined;
  const answer = new Promise<Found | undefined>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  return { session, answer, settle, fail };
}
