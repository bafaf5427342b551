import { Client, type ClientConfig } from 'pg';
import { toDatabaseError } from './errors';

/** Runs `work` on a connection that nobody else uses, and ends it. @param onLost told when it is lost meanwhile; what `work` asks next fails */
export async function onOwnConnection<T>(
  config: ClientConfig,
  onLost: (error: Error) => void,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(config);
  client.on('error', onLost);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    await client.end();
  }
}
