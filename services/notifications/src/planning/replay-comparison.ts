import type { Database } from '@sportello/postgres';
import type { DeliveryKey, PlannedDelivery, Template } from './delivery';

/** One planned delivery beside what the record says of it. */
export interface ComparedDelivery extends DeliveryKey {
  readonly template: Template;
  readonly planned: 'due' | 'suppressed';
  /** State of the recorded delivery; `none` when there is no such key. */
  readonly recorded: 'due' | 'sending' | 'sent' | 'suppressed' | 'dead' | 'blanked' | 'none';
}

/** Looks planned deliveries up in the record, in the order given. Reads only. */
export async function compareWithRecord(
  database: Database,
  planned: readonly PlannedDelivery[],
): Promise<readonly ComparedDelivery[]> {
  if (planned.length === 0) return [];
  const { rows } = await database.worker.query<ComparedDelivery>(
    `select "municipalityId", "eventId", planned.recipient, planned.channel, planned.template,
              case when planned.suppressed is null then 'due' else 'suppressed' end as planned, coalesce(record.state, 'none') as recorded
         from rows from (jsonb_to_recordset($1::jsonb) as ("municipalityId" text, "eventId" uuid, recipient text, channel text, template text,
                suppressed text)) with ordinality as planned ("municipalityId", "eventId", recipient, channel, template, suppressed, place)
         left join ${database.schema}.deliveries record
           on (record.municipality_id, record.event_id, record.recipient, record.channel)
            = ("municipalityId", "eventId", planned.recipient, planned.channel)
        order by place`,
    [JSON.stringify(planned)],
  );
  return rows;
}
