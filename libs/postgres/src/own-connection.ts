import { Client, type ClientConfig } from 'pg';
import { toDatabaseError } from './errors';

/** A server that does not answer the goodbye is left without one. */
const END_WITHIN_MS = 5_000;

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
    await endWithin(client, END_WITHIN_MS);
  }
}

/** Says goodbye, and cuts the connection when that is not heard in time. */
export async function endWithin(client: Client, withinMs: number): Promise<void> {
  const cut = setTimeout(() => client.connection.stream.destroy(), withinMs);
  try {
    await client.end();
  } finally {
    clearTimeout(cut);
  }
}
