import type { DeliveriesOfOne, DeliveryOfReport } from '@sportello/contracts';
import type { Database } from '@sportello/postgres';

/** Of each report: so many of all that one message may name still fit one reply. */
const AT_MOST = 200;

type Sending = Pick<Database, 'worker' | 'schema'>;

interface Row extends Omit<DeliveryOfReport, 'plannedAt' | 'sentAt'> {
  readonly recipient: string;
  readonly plannedAt: Date;
  readonly sentAt: Date | null;
}

/** What was sent to somebody: the newest of it, the oldest first, and whether there is older. */
export type Sent = Pick<DeliveriesOfOne, 'messages' | 'more'>;

const NOTHING: Sent = { messages: [] };

/** What was sent to who made each of these reports. */
export async function deliveriesOf(
  database: Sending,
  municipalityId: string,
  codes: readonly string[],
): Promise<readonly DeliveriesOfOne[]> {
  const sent = await deliveriesByRecipient(database, municipalityId, codes, AT_MOST);
  return codes.map((code) => ({ code, ...sent(code) }));
}

/** What was sent to each of these reporters or followers. @param atMost to each */
export async function deliveriesByRecipient(
  { worker, schema }: Sending,
  municipalityId: string,
  recipients: readonly string[],
  atMost: number,
): Promise<(recipient: string) => Sent> {
  const { rows } = await worker.query<Row>(
    `select asked.recipient, sent.* from unnest($2::text[]) as asked (recipient) cross join lateral (
       select channel, template, state, planned_at as "plannedAt", sent_at as "sentAt" from ${schema}.deliveries delivery
        where municipality_id = $1 and delivery.recipient = asked.recipient order by planned_at desc, event_id desc limit $3
     ) sent`,
    [municipalityId, recipients, atMost + 1],
  );
  const newestFirst = new Map<string, DeliveryOfReport[]>(recipients.map((recipient) => [recipient, []]));
  for (const { recipient, plannedAt, sentAt, ...row } of rows)
    newestFirst.get(recipient)?.push({
      ...row,
      plannedAt: plannedAt.toISOString(),
      sentAt: sentAt?.toISOString() ?? null,
    });
  return (recipient) => {
    const all = newestFirst.get(recipient);
    if (all === undefined) return NOTHING;
    return { messages: all.slice(0, atMost).reverse(), ...(all.length > atMost ? { more: true } : {}) };
  };
}
