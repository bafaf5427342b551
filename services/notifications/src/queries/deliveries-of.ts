import type { DeliveriesOfReport, DeliveryOfReport } from '@sportello/contracts';
import type { Database } from '@sportello/postgres';

/** More than this nobody was sent about one report. */
const AT_MOST = 1_000;

interface Row extends Omit<DeliveryOfReport, 'plannedAt' | 'sentAt'> {
  readonly plannedAt: Date;
  readonly sentAt: Date | null;
}

/** What was sent to who made a report, the oldest first. */
export async function deliveriesOf(
  { worker, schema }: Pick<Database, 'worker' | 'schema'>,
  { municipalityId, codes }: DeliveriesOfReport,
): Promise<readonly DeliveryOfReport[]> {
  const { rows } = await worker.query<Row>(
    `select channel, template, state, planned_at as "plannedAt", sent_at as "sentAt" from ${schema}.deliveries
      where municipality_id = $1 and recipient = any($2) order by planned_at, event_id limit ${AT_MOST}`,
    [municipalityId, codes],
  );
  return rows.map(({ plannedAt, sentAt, ...row }) => ({
    ...row,
    plannedAt: plannedAt.toISOString(),
    sentAt: sentAt?.toISOString() ?? null,
  }));
}
