import { randomUUID } from 'node:crypto';
import type { Language } from '@sportello/contracts';
import type { SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from '@sportello/postgres';
import type { DeliveryKey, Parameters, Template } from '../planning/delivery';

/** A delivery that is ours until the lease ends. */
export interface ClaimedDelivery extends DeliveryKey {
  readonly code: string;
  readonly template: Template;
  readonly parameters: Parameters;
  readonly language: Language;
  readonly sealedReporter: string | null;
  readonly sealedText: string | null;
  readonly messageId: string;
  /** This one included. */
  readonly attempts: number;
  /** An earlier try ended without an answer: the message may have left. */
  readonly inDoubt: boolean;
  /** Whether everyone may read the report the news is about. */
  readonly isPublic: boolean;
}

export interface Claim {
  readonly lease: string;
  readonly deliveries: readonly ClaimedDelivery[];
}

/** How a try ended. `error` is a class of errors, never what a server said: that may quote an address. */
export type Outcome =
  | { readonly state: 'sent' }
  | { readonly state: 'suppressed'; readonly reason: 'no-address' | 'not-public' }
  | { readonly state: 'blanked' }
  | { readonly state: 'dead'; readonly error: string }
  /** Again in `delayMs`. `held`: not this delivery's fault, the try does not count. */
  | {
      readonly state: 'due';
      readonly error: string;
      readonly delayMs: number;
      readonly held?: boolean;
      readonly inDoubt?: boolean;
    };

export interface Settlement {
  readonly key: DeliveryKey;
  readonly outcome: Outcome;
}

/** The table `deliveries`, as the worker sees it. Only the holder of a lease writes a row, and only while nobody else (erasure) took it. */
export class DeliveryQueue {
  constructor(private readonly database: Database) {}

  /** Takes up to `limit` of what is due, the longest waiting first, and what somebody held and did not settle in time. */
  async claim(limit: number, leaseMs: number): Promise<Claim> {
    const lease = randomUUID();
    const { rows } = await this.database.worker.query<ClaimedDelivery>(
      `with next as (
           select municipality_id, event_id, recipient, channel from ${this.database.schema}.deliveries
            where state in ('due', 'sending') and next_attempt_at <= clock_timestamp()
            order by next_attempt_at, occurred_at limit $1 for update skip locked
         ), claimed as (
           update ${this.database.schema}.deliveries delivery
              set lease = $2, attempts = attempts + 1, in_doubt = in_doubt or state = 'sending', state = 'sending',
                  next_attempt_at = clock_timestamp() + $3 * interval '1 millisecond'
             from next
            where (delivery.municipality_id, delivery.event_id, delivery.recipient, delivery.channel)
                = (next.municipality_id, next.event_id, next.recipient, next.channel)
           returning delivery.*
         )
         select claimed.municipality_id as "municipalityId", event_id as "eventId", recipient, channel, claimed.code, template, parameters,
                claimed.language, claimed.sealed_reporter as "sealedReporter", sealed_text as "sealedText", message_id as "messageId",
                attempts, in_doubt as "inDoubt", coalesce(report.visibility = 'public', false) as "isPublic"
           from claimed left join ${this.database.schema}.report_recipients report
             on report.municipality_id = claimed.municipality_id and report.code = claimed.code
          order by occurred_at`,
      [limit, lease, leaseMs],
      { name: 'claim-deliveries' },
    );
    return { lease, deliveries: rows };
  }

  /** Writes how tries ended. What is no longer ours is left alone. */
  settle(lease: string, settlements: readonly Settlement[]): Promise<readonly DeliveryKey[]> {
    if (settlements.length === 0) return Promise.resolve([]);
    return this.settleIn(this.database.worker, lease, settlements);
  }

  /** As `settle`, in the caller's transaction. @returns the keys of what was still ours */
  async settleIn(sql: SqlExecutor, lease: string, settlements: readonly Settlement[]): Promise<readonly DeliveryKey[]> {
    const { rows } = await sql.query<DeliveryKey>(
      `update ${this.database.schema}.deliveries delivery
          set state = ended.state, lease = null, last_error = ended.error, reason = coalesce(ended.reason, delivery.reason),
              attempts = attempts - case when ended.held then 1 else 0 end,
              next_attempt_at = clock_timestamp() + coalesce(ended."delayMs", 0) * interval '1 millisecond',
              in_doubt = in_doubt or coalesce(ended."inDoubt", false),
              sent_at = case when ended.state = 'sent' then clock_timestamp() end,
              sealed_reporter = case when ended.state in ('due', 'dead') then sealed_reporter end,
              sealed_text = case when ended.state in ('due', 'dead') then sealed_text end,
              parameters = case when ended.state = 'blanked' then '{}' else parameters end
         from jsonb_to_recordset($2::jsonb) as ended ("municipalityId" text, "eventId" uuid, recipient text, channel text, state text,
           error text, reason text, held boolean, "delayMs" double precision, "inDoubt" boolean)
        where (delivery.municipality_id, delivery.event_id, delivery.recipient, delivery.channel)
            = (ended."municipalityId", ended."eventId", ended.recipient, ended.channel)
          and delivery.state = 'sending' and delivery.lease = $1
       returning delivery.municipality_id as "municipalityId", delivery.event_id as "eventId", delivery.recipient, delivery.channel`,
      [lease, JSON.stringify(settlements.map(({ key, outcome }) => ({ ...keyOf(key), ...outcome })))],
      { name: 'settle-deliveries' },
    );
    return rows;
  }
}

/** The key alone, of whatever has one. */
export function keyOf({ municipalityId, eventId, recipient, channel }: DeliveryKey): DeliveryKey {
  return { municipalityId, eventId, recipient, channel };
}

/** One text per key, for maps. */
export function keyText({ municipalityId, eventId, recipient, channel }: DeliveryKey): string {
  return `${municipalityId}/${eventId}/${recipient}/${channel}`;
}
