import {
  readMoment,
  type FoundSubscriber,
  type ImportedSubscriber,
  type Language,
  type SubscriptionOfAddress,
} from '@sportello/contracts';
import { uuidV5 } from '@sportello/event-sourcing';
import type { BlindIndex, Database, Keyring } from '@sportello/postgres';
import type { Municipality } from '@sportello/service-kit';
import { judge, type SubscriberOutcome, type SubscriberStatus } from './import-outcome';

/** Of the ids of subscribers: of one address always the same, so that an erasure outlives a restore from before the address was here. */
const SUBSCRIBERS = '0b7d6f5c-3f0e-5d0a-8f53-6d1c0f0a7b42';

const BLANK = `status = 'unsubscribed', sealed = null, language = null, consented_at = null, created_at = null`;

interface NewSubscriber {
  readonly email: string;
  readonly hmac: string;
  readonly source: string;
  readonly language: Language;
  readonly consentedAt: string;
}

interface HeldRow {
  readonly id: string;
  readonly status: SubscriberStatus;
  readonly sealed: string | null;
  readonly language: string | null;
  readonly consentedAt: Date | null;
  readonly since: Date | null;
}

/**
 * Who reads the newsletter. A primary record and no stream of events: what matters is today's wish alone. An address is found by its HMAC, and
 * read by whoever opens its seal.
 */
export class Subscribers {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly blindIndex: BlindIndex,
  ) {}

  /**
   * Adds those who are not there; whoever is stays as they are, so that an older list takes back no later wish. Repeating it is harmless.
   * @returns what came of each, or with `dryRun` what would come, in the order given
   */
  async import(
    { id, languages }: Municipality,
    entries: readonly ImportedSubscriber[],
    { now, dryRun }: { readonly now: string; readonly dryRun: boolean },
  ): Promise<readonly SubscriberOutcome[]> {
    const hmacs = entries.map(({ email }) => this.blindIndex.contact(id, email));
    const outcomes = judge(entries, { hmacs, known: await this.statuses(id, hmacs), languages, now });
    if (dryRun) return outcomes;
    const fresh = entries.flatMap((entry, index): NewSubscriber[] => {
      if (outcomes[index] !== 'added') return [];
      const { email, source, language = languages[0] ?? 'it' } = entry;
      return [{ email, source, language, hmac: hmacs[index] ?? '', consentedAt: readMoment(entry.consentedAt) }];
    });
    const added = await this.add(id, fresh, now);
    if (added.size === fresh.length) return outcomes;
    // Somebody else imported the same addresses meanwhile.
    const known = await this.statuses(id, hmacs);
    return outcomes.map((outcome, index) => {
      const hmac = hmacs[index] ?? '';
      if (outcome !== 'added' || added.has(hmac)) return outcome;
      return known.get(hmac) === 'unsubscribed' ? 'unsubscribed' : 'known';
    });
  }

  /** Ids of the municipalities whose newsletter anybody reads, or read. */
  async municipalities(): Promise<readonly string[]> {
    const { schema, worker } = this.database;
    const { rows } = await worker.query<{ id: string }>(
      `select distinct municipality_id as id from ${schema}.subscribers`,
    );
    return rows.map(({ id }) => id);
  }

  /** Where an address is, or was before its erasure; undefined where it never was. */
  async find(municipalityId: string, email: string): Promise<FoundSubscriber | undefined> {
    const row = await this.rowOf(municipalityId, email);
    return row && { municipalityId, erased: row.erased };
  }

  /** What is kept of an address, opened; undefined where it never was. */
  async held(municipalityId: string, email: string): Promise<SubscriptionOfAddress | undefined> {
    const { rows } = await this.database.asMunicipality(municipalityId, (sql) =>
      sql.query<HeldRow>(
        `select id, status, sealed, language, consented_at as "consentedAt", created_at as since
           from ${this.database.schema}.subscribers where municipality_id = $1 and email_hmac = $2`,
        [municipalityId, this.blindIndex.contact(municipalityId, email)],
      ),
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    const { id: subject, status: state, sealed, language, consentedAt, since } = row;
    if (sealed === null) return { state: 'erased' };
    const [opened] = await this.keyring.unseal([{ municipalityId, subject, purpose: 'subscriber', sealed }]);
    const source = opened?.['source'];
    return {
      state,
      ...(language === null ? {} : { language }),
      ...(consentedAt === null ? {} : { consentedAt: consentedAt.toISOString() }),
      ...(typeof source === 'string' ? { source } : {}),
      ...(since === null ? {} : { since: since.toISOString() }),
    };
  }

  /**
   * Destroys the key and blanks the row but for the HMAC and `unsubscribed`. Who asks to be forgotten takes their consent back (GDPR, art. 7.3):
   * without the HMAC the next import of an older list would write to them again, which is what they asked us not to do. It leads back to no
   * address without the key outside the database, and is used for nothing else. Repeating it is harmless. @returns false where the address never was
   */
  async erase(municipalityId: string, email: string): Promise<boolean> {
    const row = await this.rowOf(municipalityId, email);
    if (!row) return false;
    await this.keyring.destroy([{ municipalityId, subject: row.id, purpose: 'subscriber' }]);
    await this.database.asMunicipality(municipalityId, (sql) =>
      sql.query(
        `update ${this.database.schema}.subscribers set ${BLANK} where municipality_id = $1 and id = $2 and sealed is not null`,
        [municipalityId, row.id],
      ),
    );
    return true;
  }

  /** Blanks the rows whose keys were erased: what a restore brought back, or a crash left half done. @returns how many those were */
  async forgetErased(): Promise<number> {
    const { schema, worker } = this.database;
    const { rowCount } = await worker.query(
      `update ${schema}.subscribers subscriber
          set ${BLANK}
         from ${schema}.keys key
        where key.municipality_id = subscriber.municipality_id and key.subject = subscriber.id::text and key.state = 'erased'
          and subscriber.sealed is not null`,
    );
    return rowCount;
  }

  private async statuses(
    municipalityId: string,
    hmacs: readonly string[],
  ): Promise<ReadonlyMap<string, SubscriberStatus>> {
    const { rows } = await this.database.asMunicipality(municipalityId, (sql) =>
      sql.query<{ hmac: string; status: SubscriberStatus }>(
        `select email_hmac as hmac, status from ${this.database.schema}.subscribers
          where municipality_id = $1 and email_hmac = any($2)`,
        [municipalityId, hmacs],
      ),
    );
    const { rows: erased } = await this.database.worker.query<{ subject: string }>(
      `select subject from ${this.database.schema}.keys
        where municipality_id = $1 and subject = any($2) and purpose = 'subscriber' and state = 'erased'`,
      [municipalityId, hmacs.map((hmac) => idOf(municipalityId, hmac))],
    );
    const forgotten = new Set(erased.map(({ subject }) => subject));
    return new Map([
      ...hmacs.flatMap((hmac) =>
        forgotten.has(idOf(municipalityId, hmac)) ? [[hmac, 'unsubscribed' as const] as const] : [],
      ),
      ...rows.map(({ hmac, status }) => [hmac, status] as const),
    ]);
  }

  private async rowOf(
    municipalityId: string,
    email: string,
  ): Promise<{ readonly id: string; readonly erased: boolean } | undefined> {
    const { rows } = await this.database.asMunicipality(municipalityId, (sql) =>
      sql.query<{ id: string; erased: boolean }>(
        `select id, sealed is null as erased from ${this.database.schema}.subscribers
          where municipality_id = $1 and email_hmac = $2`,
        [municipalityId, this.blindIndex.contact(municipalityId, email)],
      ),
    );
    return rows[0];
  }

  /**
   * The keys are committed before the rows that need them. Ids are made of HMACs, so that imports that race may meet on either key: to name one of
   * them would leave the other to fail.
   * @returns the HMACs of those that were not there
   */
  private async add(
    municipalityId: string,
    subscribers: readonly NewSubscriber[],
    now: string,
  ): Promise<ReadonlySet<string>> {
    if (subscribers.length === 0) return new Set();
    const identified = subscribers.map((subscriber) => ({ ...subscriber, id: idOf(municipalityId, subscriber.hmac) }));
    const sealed = await this.keyring.sealNew(
      identified.map(({ id, email, source }) => ({
        municipalityId,
        subject: id,
        purpose: 'subscriber',
        plain: { email, source },
      })),
    );
    const rows = identified.map(({ id, hmac, language, consentedAt }, index) => ({
      id,
      hmac,
      sealed: sealed[index],
      language,
      consentedAt,
    }));
    const inserted = await this.database.asMunicipality(municipalityId, (sql) =>
      sql.query<{ hmac: string }>(
        `insert into ${this.database.schema}.subscribers
           (municipality_id, id, email_hmac, status, sealed, language, consented_at, created_at)
         select $1, id, hmac, 'confirmed', sealed, language, "consentedAt", $3
           from jsonb_to_recordset($2::jsonb) as fresh (id uuid, hmac text, sealed text, language text, "consentedAt" timestamptz)
          order by hmac
         on conflict do nothing
         returning email_hmac as hmac`,
        [municipalityId, JSON.stringify(rows), now],
      ),
    );
    return new Set(inserted.rows.map(({ hmac }) => hmac));
  }
}

function idOf(municipalityId: string, hmac: string): string {
  return uuidV5(SUBSCRIBERS, `${municipalityId}/${hmac}`);
}
