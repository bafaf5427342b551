import { viewOf } from '@sportello/event-sourcing';
import { estimatedEvents } from '@sportello/postgres';
import type { Parts } from '../parts';
import { statusPage } from '../read-models/status-page/status-page.projection';

/**
 * About how many events of reports there are: every row of the status page knows how many made it, whatever the store is. For people who watch: where
 * the page cannot be read at once nobody knows, and the work goes on.
 */
export async function eventsInLog({
  database: { urgent, schema },
  logger,
}: Pick<Parts, 'database' | 'logger'>): Promise<{ readonly total?: number }> {
  try {
    return { total: await estimatedEvents(urgent, `${schema}.${viewOf(statusPage)}`) };
  } catch (error) {
    logger.warn({ err: error }, 'How many events there are could not be estimated: an operation runs without a total');
    return {};
  }
}
