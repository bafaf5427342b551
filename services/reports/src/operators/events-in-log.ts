import { viewOf } from '@sportello/event-sourcing';
import { estimatedEvents } from '@sportello/postgres';
import type { Parts } from '../parts';
import { statusPage } from '../read-models/status-page/status-page.projection';

/** About how many events of reports there are: every row of the status page knows how many made it, whatever the store is. */
export function eventsInLog({ database: { worker, schema } }: Pick<Parts, 'database'>): Promise<number> {
  return estimatedEvents(worker, `${schema}.${viewOf(statusPage)}`);
}
