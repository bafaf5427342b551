import { createHash } from 'node:crypto';
import type { Follow, FollowOfAddress, FollowReports, Language, RefusalCode, ReportType } from '@sportello/contracts';
import { reject, type Rejection, type SqlExecutor } from '@sportello/event-sourcing';
import { lockUntilEnd, municipalitiesIn, type Database } from '@sportello/postgres';
import type { DeliveryLedger } from '../feed/delivery-ledger';
import { followsOf } from '../queries/follows-of';
import type { FollowerKeys } from './follower-keys';

/** Whoever asked for it confirms by then, or it is forgotten. */
export const CONFIRM_WITHIN_MS = 48 * 60 * 60 * 1000;
/** Of one address. What is beyond is not kept, and answered all the same: the answer tells nobody what an address follows. */
export const MAX_FOLLOWS = 20;
/** Of them, not confirmed: so many mails a stranger can make us send to somebody. */
export const MAX_PENDING = 3;
/** Of one report: each is a mail at every step. */
export const MAX_FOLLOWERS = 1_000;
/** Forgotten in one go: as many at once as the owner of the keys takes. */
const MAX_FORGOTTEN = 1_000;

/** Somebody's wish, before it is confirmed. */
export interface Wish extends Pick<FollowReports, 'address' | 'reports'> {
  /** Of a retry the same. */
  readonly id: string;
  readonly requestHmac: string;
  readonly language: Language;
}

interface FollowRow {
  readonly id: string;
  readonly confirmedAt: Date | null;
  readonly codes: readonly string[];
}

export type FollowAnswer<T> =
  T | Rejection<Extract<RefusalCode, 'REPORT_NOT_FOUND' | 'IDEMPOTENCY_KEY_REUSED' | 'NOT_FOUND'>>;

/**
 * Who follows what. Nothing leads from here to an address but the keys of the reports service; whoever holds the token, which only mails to that
 * address say, may confirm and end.
 */
export class Follows {
  constructor(
    private readonly database: Database,
    private readonly keys: FollowerKeys,
    private readonly ledger: DeliveryLedger,
    /** Milliseconds since 1970. */
    private readonly now: () => number = Date.now,
  ) {}

  /** Keeps a wish and writes to the address for confirmation. Whether that address follows anything already is not told. */
  async ask(municipalityId: string, wish: Wish): Promise<FollowAnswer<Pick<Follow, 'channel' | 'state'>>> {
    const open = await this.typeOfOpen(this.database.worker, municipalityId, wish.reports);
    if (open === undefined) return reject('REPORT_NOT_FOUND');
    const follower = await this.keys.seal(municipalityId, wish.id, wish.address);
    const pending = { channel: 'email', state: 'pending' } as const;
    if (follower === undefined) return pending;
    const kept = await this.database.asWorker(async (sql) => {
      // Two at once must not both be the last that fits.
      await lockUntilEnd(sql, `follows ${municipalityId} ${follower.addressHmac}`);
      const known = await this.requestOf(sql, municipalityId, wish.id);
      if (known !== undefined) return known === wish.requestHmac ? 'kept' : 'another';
      // Locked until this is written: the feed takes an end of theirs in before it, or finds the new follow after it.
      const type = await this.typeOfOpen(sql, municipalityId, wish.reports, 'for share');
      if (type === undefined) return 'over';
      if (!(await this.fits(sql, municipalityId, wish.reports, follower.addressHmac))) return 'full';
      await this.write(sql, municipalityId, { ...wish, ...follower, type });
      return 'kept';
    });
    if (kept === 'another') return reject('IDEMPOTENCY_KEY_REUSED');
    if (kept !== 'kept') await this.keys.erase(municipalityId, [wish.id]);
    return kept === 'over' ? reject('REPORT_NOT_FOUND') : pending;
  }

  async read(municipalityId: string, token: string): Promise<FollowAnswer<Follow>> {
    const row = await this.byToken(municipalityId, token);
    return row ? followIn(row) : reject('NOT_FOUND');
  }

  /** Repeating it is harmless. */
  async confirm(municipalityId: string, token: string): Promise<FollowAnswer<Follow>> {
    const { rows } = await this.database.worker.query<FollowRow>(
      `update ${this.table} set confirmed_at = coalesce(confirmed_at, $3)
        where municipality_id = $1 and token_hash = $2 and codes <> '{}' and (confirmed_at is not null or created_at > $4)
       returning id, confirmed_at as "confirmedAt", codes`,
      [municipalityId, hashOf(token), new Date(this.now()), this.oldest()],
    );
    return rows[0] ? followIn(rows[0]) : reject('NOT_FOUND');
  }

  /** Ends it and forgets the address; repeating it is refused as what never was. */
  async end(municipalityId: string, token: string): Promise<FollowAnswer<{ readonly ended: true }>> {
    const row = await this.byToken(municipalityId, token);
    if (!row) return reject('NOT_FOUND');
    await this.forget(municipalityId, [row.id]);
    return { ended: true };
  }

  /** Forgets whatever follows from an address. @returns how many follows those were */
  async forgetAddress(municipalityId: string, email: string): Promise<number> {
    const addressHmac = await this.keys.addressHmac(municipalityId, email);
    const { rows } = await this.database.worker.query<{ readonly id: string }>(
      `select id from ${this.table} where municipality_id = $1 and address_hmac = $2`,
      [municipalityId, addressHmac],
    );
    await this.forget(
      municipalityId,
      rows.map(({ id }) => id),
    );
    return rows.length;
  }

  /** What follows from an address, with what was sent for it. */
  async ofAddress(municipalityId: string, email: string): Promise<readonly FollowOfAddress[]> {
    return followsOf(this.database, municipalityId, await this.keys.addressHmac(municipalityId, email));
  }

  /** Ids of the municipalities where anybody follows anything, served or not. */
  municipalities(): Promise<readonly string[]> {
    return municipalitiesIn(this.database.worker, this.table);
  }

  /** Forgets those whose reports are all kept no longer, and those whom nobody confirmed in time. @returns whether there may be more */
  async forgetOver(signal: AbortSignal): Promise<boolean> {
    const { rows } = await this.database.worker.query<{ readonly municipalityId: string; readonly id: string }>(
      `select municipality_id as "municipalityId", id from ${this.table}
        where codes = '{}' or (confirmed_at is null and created_at <= $1) limit ${MAX_FORGOTTEN}`,
      [this.oldest()],
    );
    for (const municipalityId of new Set(rows.map((row) => row.municipalityId))) {
      const ids = rows.filter((row) => row.municipalityId === municipalityId).map(({ id }) => id);
      await this.forget(municipalityId, ids, signal);
    }
    return rows.length === MAX_FORGOTTEN;
  }

  /** The keys first: cut off in between, what is left opens no more and is forgotten by the next call. */
  private async forget(municipalityId: string, ids: readonly string[], signal?: AbortSignal): Promise<void> {
    if (ids.length === 0) return;
    await this.keys.erase(municipalityId, ids, signal);
    await this.database.asWorker(async (sql) => {
      await sql.query(`delete from ${this.table} where municipality_id = $1 and id = any($2)`, [municipalityId, ids]);
      await this.ledger.forgetRecipients(
        sql,
        ids.map((code) => ({ municipalityId, code })),
      );
    });
  }

  /** Of the first of these reports; undefined unless everybody may read them all, and none of them is kept no longer. */
  private async typeOfOpen(
    sql: SqlExecutor,
    municipalityId: string,
    codes: readonly string[],
    lock: 'for share' | '' = '',
  ): Promise<ReportType | undefined> {
    const { rows } = await sql.query<{ readonly code: string; readonly type: ReportType }>(
      `select code, type from ${this.database.schema}.report_recipients
        where municipality_id = $1 and code = any($2) and visibility = 'public'
          and not coalesce(retention_over, status = 'erased')
        order by code ${lock}`,
      [municipalityId, codes],
    );
    return rows.length === codes.length ? rows.find(({ code }) => code === codes[0])?.type : undefined;
  }

  private async requestOf(sql: SqlExecutor, municipalityId: string, id: string): Promise<string | undefined> {
    const { rows } = await sql.query<{ readonly requestHmac: string }>(
      `select request_hmac as "requestHmac" from ${this.table} where municipality_id = $1 and id = $2`,
      [municipalityId, id],
    );
    return rows[0]?.requestHmac;
  }

  private async fits(
    sql: SqlExecutor,
    municipalityId: string,
    codes: readonly string[],
    addressHmac: string,
  ): Promise<boolean> {
    const { rows } = await sql.query<{ readonly fits: boolean }>(
      `select count(*) < $3 and count(*) filter (where confirmed_at is null) < $4 and not exists (
           select from unnest($5::text[]) as asked (code)
            where (select count(*) from ${this.table} other
                    where other.municipality_id = $1 and other.codes @> array[asked.code]) >= $6
         ) as fits
         from ${this.table} where municipality_id = $1 and address_hmac = $2`,
      [municipalityId, addressHmac, MAX_FOLLOWS, MAX_PENDING, codes, MAX_FOLLOWERS],
    );
    return rows[0]?.fits === true;
  }

  /** The wish, and the mail that asks whether it is the owner's. */
  private async write(
    sql: SqlExecutor,
    municipalityId: string,
    wish: Wish & {
      readonly sealed: string;
      readonly addressHmac: string;
      readonly token: string;
      readonly type: ReportType;
    },
  ): Promise<void> {
    const { id, requestHmac, addressHmac, token, sealed, language, reports, type } = wish;
    const now = new Date(this.now()).toISOString();
    await sql.query(
      `insert into ${this.table}
         (municipality_id, id, request_hmac, address_hmac, token_hash, sealed, language, codes, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [municipalityId, id, requestHmac, addressHmac, hashOf(token), sealed, language, reports, now],
    );
    await this.ledger.writeDeliveries(sql, [
      {
        municipalityId,
        eventId: id,
        recipient: id,
        channel: 'email',
        code: reports[0] ?? '',
        template: 'follow-confirmation',
        parameters: { type },
        language,
        sealedReporter: sealed,
        occurredAt: now,
      },
    ]);
  }

  private async byToken(municipalityId: string, token: string): Promise<FollowRow | undefined> {
    const { rows } = await this.database.worker.query<FollowRow>(
      `select id, confirmed_at as "confirmedAt", codes from ${this.table}
        where municipality_id = $1 and token_hash = $2 and codes <> '{}' and (confirmed_at is not null or created_at > $3)`,
      [municipalityId, hashOf(token), this.oldest()],
    );
    return rows[0];
  }

  private oldest(): Date {
    return new Date(this.now() - CONFIRM_WITHIN_MS);
  }

  private get table(): string {
    return `${this.database.schema}.follows`;
  }
}

function followIn({ confirmedAt, codes }: FollowRow): Follow {
  return { channel: 'email', state: confirmedAt === null ? 'pending' : 'active', reports: codes };
}

/** 256 random bits in, so that no salt is needed. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
