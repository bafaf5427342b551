import { OperatorsClient } from '@sportello/messaging/operators';
import { productOver } from './over-socket';
import { OwnProcess } from './own-process';
import { CannotReach, type Product } from './product';

/**
 * Starts the product of this data directory without its door, as a process of our own, and ends it afterwards, unless another command line
 * has come in meanwhile. It ends by itself when we are killed. @throws CannotReach
 */
export async function inMaintenance(dataDir: string, signal: AbortSignal): Promise<Product> {
  const own = await OwnProcess.start('maintenance-main', { signal });
  try {
    const client = await OperatorsClient.connect(dataDir);
    if (!client) throw new CannotReach('The product in maintenance does not listen on its socket.');
    const product = productOver(client, `the product of ${dataDir}, started in maintenance`, true);
    return {
      ...product,
      async close() {
        await client.close();
        await own.end();
      },
    };
  } catch (error) {
    own.abandon();
    signal.throwIfAborted();
    throw error;
  }
}
