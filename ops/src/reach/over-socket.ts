import { OperatorsClient, SocketPathTooLong } from '@sportello/messaging/operators';
import { metadataOf } from './metadata';
import { CannotReach, type Product } from './product';

/** The product that runs on this data directory; undefined when none does. @throws CannotReach when it does and may not be asked */
export async function overSocket(dataDir: string): Promise<Product | undefined> {
  const client = await connect(dataDir);
  return client && productOver(client, `the running product, over its socket in ${dataDir}`, false);
}

/** A product out of a connection. */
export function productOver(client: OperatorsClient, how: string, maintenance: boolean): Product {
  return {
    how,
    maintenance,
    ask: (subject, payload, { commandId, ...options } = {}) =>
      client.request(subject, payload, metadataOf(commandId), options),
    close: () => client.close(),
  };
}

async function connect(dataDir: string): Promise<OperatorsClient | undefined> {
  try {
    return await OperatorsClient.connect(dataDir);
  } catch (error) {
    if (error instanceof SocketPathTooLong) throw new CannotReach(error.message, { cause: error });
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const why =
      code === 'EACCES' || code === 'EPERM'
        ? 'it belongs to another account: run the tool as the account that runs Sportello'
        : `it does not answer (${code}): try again, or end the product and start it again`;
    throw new CannotReach(`A product runs on ${dataDir}, and ${why}.`, { cause: error });
  }
}
