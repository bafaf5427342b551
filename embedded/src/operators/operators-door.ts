import { OperatorsDoor, type Bus } from '@sportello/messaging';
import { createLogger, type Settings, type Shutdown } from '@sportello/service-kit';

/**
 * Lets the operators' command line in, over the socket in the data directory. A product that cannot have the socket serves citizens all the
 * same: that is told, not a reason to stay closed.
 */
export async function openOperatorsDoor(
  { settings }: { readonly settings: Pick<Settings, 'dataDir' | 'logLevel'> },
  bus: Pick<Bus, 'request'>,
  shutdown: Pick<Shutdown, 'push'>,
): Promise<void> {
  const logger = createLogger({ service: 'ops', level: settings.logLevel });
  let door: OperatorsDoor;
  try {
    door = await OperatorsDoor.open({ dataDir: settings.dataDir, bus, logger });
  } catch (error) {
    logger.warn({ err: error }, 'Operators cannot come in over the socket of the data directory');
    return;
  }
  shutdown.push('operators’ door', () => door.close());
}
