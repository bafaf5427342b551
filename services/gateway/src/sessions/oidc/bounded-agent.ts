import { Agent as HttpAgent, type ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';

/** From the connection to the last byte of the answer. */
export const PROVIDER_DEADLINE_MS = 5_000;
/** Discovery documents and key sets have a few kilobytes. */
const MAX_BYTES = 256 * 1024;

type OnCreated = (error: Error | null, stream: Duplex) => void;

class BoundedHttpAgent extends HttpAgent {
  override createConnection(options: ClientRequestArgs, callback?: OnCreated): Duplex | null | undefined {
    return bounded(super.createConnection(options, callback));
  }
}

class BoundedHttpsAgent extends HttpsAgent {
  override createConnection(options: RequestOptions, callback?: OnCreated): Duplex | null | undefined {
    return bounded(super.createConnection(options, callback));
  }
}

/** One request a connection: the limits of the connection are those of the request. */
const AGENTS = { http: new BoundedHttpAgent({ keepAlive: false }), https: new BoundedHttpsAgent({ keepAlive: false }) };

/** The client of the provider waits for silence only and reads whatever comes; this cuts what takes too long, or is too much. */
export function boundedAgentFor({ protocol }: URL): HttpAgent {
  return protocol === 'https:' ? AGENTS.https : AGENTS.http;
}

function bounded(connection: Duplex | null | undefined): Duplex | null | undefined {
  if (!connection) return connection;
  let bytes = 0;
  const late = setTimeout(() => connection.destroy(new Error('The answer took too long')), PROVIDER_DEADLINE_MS);
  connection.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > MAX_BYTES) connection.destroy(new Error('The answer is too long'));
  });
  connection.once('close', () => clearTimeout(late));
  return connection;
}
