import type { ReportPublicEvent } from '@sportello/contracts';
import type { SqlExecutor } from '@sportello/event-sourcing';
import type { PlannedDelivery } from '../planning/delivery';
import type { Follower } from '../planning/plan-followers';
import { FollowedReports } from './followed-reports';
import { followersOf } from './followers';

/** What the feed consumer reads and writes, whole pages at a time, in the transaction of the checkpoint. */
export class DeliveryLedger {
  /**
   * @param schema of this service
   * @param hostOf what stands after the @ of a municipality's Message-IDs, by its id
   */
  constructor(
    private readonly schema: string,
    private readonly hostOf: (municipalityId: string) => string,
  ) {}

  /** Who follows what, as the transaction of `sql` sees it. */
  reports(sql: SqlExecutor): FollowedReports {
    return new FollowedReports(sql, `${this.schema}.report_recipients`);
  }

  /** Whom to tell besides reporters, as the transaction of `sql` sees it. */
  followers(sql: SqlExecutor, events: readonly ReportPublicEvent[]): Promise<readonly Follower[]> {
    return followersOf(sql, this.schema, events);
  }

  /** Adds what is not there yet: the key decides, whatever was read again. */
  async writeDeliveries(sql: SqlExecutor, planned: readonly PlannedDelivery[]): Promise<void> {
    if (planned.length === 0) return;
    const rows = planned.map((delivery) => ({
      ...delivery,
      messageId: messageIdOf(delivery, this.hostOf(delivery.municipalityId)),
    }));
    await sql.query(
      `insert into ${this.schema}.deliveries (municipality_id, event_id, recipient, channel, code, template, parameters, language,
         sealed_reporter, sealed_text, message_id, occurred_at, state, reason)
       select "municipalityId", "eventId", recipient, channel, code, template, parameters, language, "sealedReporter", "sealedText",
              "messageId", "occurredAt", case when suppressed is null then 'due' else 'suppressed' end, suppressed
         from jsonb_to_recordset($1::jsonb) as planned ("municipalityId" text, "eventId" uuid, recipient text, channel text, code text,
           template text, parameters jsonb, language text, "sealedReporter" text, "sealedText" text, "messageId" text,
           "occurredAt" timestamptz, suppressed text)
       on conflict (municipality_id, event_id, recipient, channel) do nothing`,
      [JSON.stringify(rows)],
      { name: 'write-deliveries' },
    );
  }

  /** Nobody follows these reports any more. Who followed nothing else is forgotten later, outside this transaction. */
  async endFollows(sql: SqlExecutor, over: readonly ReportPublicEvent[]): Promise<void> {
    if (over.length === 0) return;
    await sql.query(
      `update ${this.schema}.follows follow
          set codes = array(select code from unnest(follow.codes) as followed (code) where code <> all(over.codes))
         from (select municipality_id, array_agg(code) as codes from unnest($1::text[], $2::text[]) as asked (municipality_id, code)
                group by municipality_id) over
        where follow.municipality_id = over.municipality_id and follow.codes && over.codes`,
      [over.map((event) => event.municipalityId), over.map((event) => event.code)],
    );
  }

  /** Blanks what the erased could be reached by; the keys stay, so that nothing is sent anew. In the demo's mailbox their mail goes. */
  async forgetRecipients(
    sql: SqlExecutor,
    erased: readonly Pick<ReportPublicEvent, 'municipalityId' | 'code'>[],
  ): Promise<void> {
    if (erased.length === 0) return;
    const keys = [erased.map((event) => event.municipalityId), erased.map((event) => event.code)];
    await sql.query(
      `update ${this.schema}.deliveries delivery
          set state = 'blanked', lease = null, sealed_reporter = null, sealed_text = null, parameters = '{}', last_error = null
         from unnest($1::text[], $2::text[]) as erased (municipality_id, code)
        where delivery.municipality_id = erased.municipality_id and delivery.recipient = erased.code and state <> 'blanked'`,
      keys,
    );
    await sql.query(
      `delete from ${this.schema}.dev_mailbox mail using unnest($1::text[], $2::text[]) as erased (municipality_id, code)
        where mail.municipality_id = erased.municipality_id and mail.recipient = erased.code`,
      keys,
    );
  }

  /** Drops texts whose key is destroyed: the mails about them leave without. */
  async forgetTexts(sql: SqlExecutor, redacted: readonly ReportPublicEvent[]): Promise<void> {
    if (redacted.length === 0) return;
    await sql.query(
      `update ${this.schema}.deliveries delivery set sealed_text = null
         from unnest($1::text[], $2::text[]) as redacted (municipality_id, code)
        where delivery.municipality_id = redacted.municipality_id and delivery.code = redacted.code and sealed_text is not null`,
      [redacted.map((event) => event.municipalityId), redacted.map((event) => event.code)],
    );
  }
}

/** The same for the same delivery, for ever (RFC 5322, section 3.6.4). */
export function messageIdOf({ eventId, recipient, channel }: PlannedDelivery, host: string): string {
  return `<${eventId}.${recipient}.${channel}@${host}>`;
}
