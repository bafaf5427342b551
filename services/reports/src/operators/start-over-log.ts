import type { OperationStarted } from '@sportello/contracts';
import { viewOf } from '@sportello/event-sourcing';
import { estimatedEvents } from '@sportello/postgres';
import type { OperationPlan } from '@sportello/service-kit';
import type { Parts } from '../parts';
import { statusPage } from '../read-models/status-page/status-page.projection';

/** Starts an operation that goes through the log, and tells how much there is of it. @throws as `Operations.start` */
export async function startOverLog(
  parts: Pick<Parts, 'database' | 'logger' | 'operations'>,
  plan: Omit<OperationPlan, 'total'>,
): Promise<OperationStarted> {
  const total = await eventsInLog(parts);
  return { id: parts.operations.start({ ...plan, ...(total === undefined ? {} : { total }) }) };
}

/**
 * About how many events of reports there are: every row of the status page knows how many made it, whatever the store is. For people who watch: where
 * the page cannot be read at once nobody knows, and the work goes on.
 */
async function eventsInLog({
  database: { urgent, schema },
  logger,
}: Pick<Parts, 'database' | 'logger'>): Promise<number | undefined> {
  try {
    return await estimatedEvents(urgent, `${schema}.${viewOf(statusPage)}`);
  } catch (error) {
    logger.warn({ err: error }, 'How many events there are could not be estimated: an operation runs without a total');
    return undefined;
  }
}
