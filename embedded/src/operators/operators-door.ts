import { INSTALLATION_SUBJECT } from '@sportello/contracts';
import { OperatorsDoor, type Bus } from '@sportello/messaging';
import { createLogger, type Shutdown } from '@sportello/service-kit';
import type { Ground } from '../ground/ground';
import { installationView } from './installation-view';

/**
 * Lets the operators' command line in, over the socket in the data directory. A product that cannot have the socket serves citizens all the
 * same: that is told, not a reason to stay closed.
 */
export async function openOperatorsDoor(
  ground: Ground,
  bus: Pick<Bus, 'request'>,
  shutdown: Pick<Shutdown, 'push'>,
): Promise<void> {
  const { settings } = ground;
  const answers = { [INSTALLATION_SUBJECT]: () => installationView(ground) };
  const logger = createLogger({ service: 'ops', level: settings.logLevel });
  let door: OperatorsDoor;
  try {
    door = await OperatorsDoor.open({ dataDir: settings.dataDir, bus, logger, answers });
  } catch (error) {
    logger.warn({ err: error }, 'Operators cannot come in over the socket of the data directory');
    return;
  }
  shutdown.push('operators’ door', () => door.close());
}
