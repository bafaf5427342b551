import type { BusLogger } from './bus';

const NOTICE_MS = 2_000;

/**
 * Waits at most 2 s until NATS has taken note of something. Being late or cut off is only logged: a subscription is
 * sent again after a reconnection, and an end comes with the end of the connection.
 */
export async function noticed(logger: BusLogger, what: string, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, NOTICE_MS, 'late');
  });
  try {
    if ((await Promise.race([work, late])) === 'late') logger.warn({ what }, 'NATS did not take note in time');
  } catch (error) {
    logger.warn({ what, err: error }, 'NATS took no note');
  } finally {
    clearTimeout(timer);
  }
}
