import type { DevMail } from '@sportello/contracts';
import type { SqlExecutor } from '@sportello/event-sourcing';
import type { Database } from '@sportello/postgres';
import { keyOf, keyText, type DeliveryQueue } from '../delivery/delivery-queue';
import type { ReadyMail, WayOut } from '../delivery/way-out';
import { deliveriesEnded } from '../metrics';

const LIMIT = 200;
/** Of one page, as JSON: with its envelope and signature it stays under what the bus takes. */
const MAX_PAGE_BYTES = 400 * 1024;

/** Where mails go in demo mode: a table that `GET /dev/mail` shows. Mail and `sent` mark are one transaction, so exactly once. */
export class DevMailbox implements WayOut {
  readonly kind = 'dev-mailbox';

  constructor(
    private readonly database: Pick<Database, 'asWorker' | 'worker' | 'schema'>,
    private readonly queue: DeliveryQueue,
    readonly leaseMs = 10_000,
  ) {}

  async deliver(lease: string, mails: readonly ReadyMail[]): Promise<void> {
    await this.database.asWorker(async (sql) => {
      const settlements = mails.map(({ delivery }) => ({ key: keyOf(delivery), outcome: { state: 'sent' } as const }));
      const settled = new Set((await this.queue.settleIn(sql, lease, settlements)).map(keyText));
      await this.put(
        sql,
        mails.filter(({ delivery }) => settled.has(keyText(delivery))),
      );
    });
    deliveriesEnded.inc({ result: 'sent' }, mails.length);
  }

  /** Newest first, as many as fit one reply. `to` is one address, in any case of letters. */
  async read(to?: string): Promise<readonly DevMail[]> {
    const { rows } = await this.database.worker.query<Omit<DevMail, 'at'> & { readonly at: Date }>(
      `select message_id as id, channel, address as "to", subject, text, html, headers, at
           from ${this.database.schema}.dev_mailbox
          where $1::text is null or lower(address) = lower($1) order by at desc, message_id limit ${LIMIT}`,
      [to ?? null],
    );
    return fitting(rows.map((row) => ({ ...row, at: row.at.toISOString() })));
  }

  closedBecause(): undefined {
    return undefined;
  }

  pauseMs(): number {
    return 0;
  }

  probing(): boolean {
    return false;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async put(sql: SqlExecutor, mails: readonly ReadyMail[]): Promise<void> {
    const rows = mails.map(({ delivery, mail }) => ({
      municipalityId: delivery.municipalityId,
      recipient: delivery.recipient,
      channel: delivery.channel,
      messageId: mail.messageId,
      address: mail.to,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      headers: {
        ...mail.headers,
        From: mail.from,
        To: mail.to,
        Subject: mail.subject,
        Date: mail.date.toUTCString(),
        'Message-ID': mail.messageId,
      },
      at: mail.date.toISOString(),
    }));
    await sql.query(
      `insert into ${this.database.schema}.dev_mailbox (municipality_id, message_id, recipient, channel, address, subject, text, html, headers, at)
       select "municipalityId", "messageId", recipient, channel, address, subject, text, html, headers, at
         from jsonb_to_recordset($1::jsonb) as mail ("municipalityId" text, "messageId" text, recipient text, channel text, address text,
           subject text, text text, html text, headers jsonb, at timestamptz)`,
      [JSON.stringify(rows)],
    );
  }
}

function fitting(mails: readonly DevMail[]): readonly DevMail[] {
  let bytes = 0;
  const tooMany = mails.findIndex((mail) => (bytes += Buffer.byteLength(JSON.stringify(mail)) + 1) > MAX_PAGE_BYTES);
  return tooMany === -1 ? mails : mails.slice(0, tooMany);
}
