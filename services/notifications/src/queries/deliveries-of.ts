import type { DeliveriesOfReport, DeliveryOfReport } from '@sportello/contracts';
import type { Database } from '@sportello/postgres';

/** More than this nobody was sent about one report. */
const AT_MOST = 1_000;

type Sending = Pick<Database, 'worker' | 'schema'>;

interface Row extends Omit<DeliveryOfReport, 'plannedAt' | 'sentAt'> {
  readonly recipient: string;
  readonly plannedAt: Date;
  readonly sentAt: Date | null;
}

/** What was sent to who made a report, the oldest first. */
export async function deliveriesOf(
  database: Sending,
  { municipalityId, codes }: DeliveriesOfReport,
): Promise<readonly DeliveryOfReport[]> {
  const sent = await deliveriesByRecipient(database, municipalityId, codes);
  return codes.flatMap((code) => sent.get(code) ?? []);
}

/** What was sent to each of these reporters or followers, the oldest first; all together no more than of one report. */
export async function deliveriesByRecipient(
  { worker, schema }: Sending,
  municipalityId: string,
  recipients: readonly string[],
): Promise<ReadonlyMap<string, readonly DeliveryOfReport[]>> {
  const { rows } = await worker.query<Row>(
    `select recipient, channel, template, state, planned_at as "plannedAt", sent_at as "sentAt" from ${schema}.deliveries
      where municipality_id = $1 and recipient = any($2) order by planned_at, event_id limit ${AT_MOST}`,
    [municipalityId, recipients],
  );
  const sent = new Map<string, DeliveryOfReport[]>(recipients.map((recipient) => [recipient, []]));
  for (const { recipient, plannedAt, sentAt, ...row } of rows)
    sent.get(recipient)?.push({
      ...row,
      plannedAt: plannedAt.toISOString(),
      sentAt: sentAt?.toISOString() ?? null,
    });
  return sent;
}
