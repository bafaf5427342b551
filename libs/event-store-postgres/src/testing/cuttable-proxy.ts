import { connect, createServer, type Socket } from 'node:net';
import { freePort } from '@sportello/event-sourcing/testing';

/** A way to a database that a test can cut, as when its server restarts, or clog, as when a network swallows everything. */
export interface CuttableProxy {
  readonly url: string;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Lets connections through again. */
  mend(): Promise<void>;
  /** Keeps connections open and passes nothing on; new ones hang too. */
  clog(): void;
  /** Lets new connections come up, and swallows what they ask from their first query on. */
  clogQueries(): void;
  /** Clogs no more; what was clogged stays so. */
  unclog(): void;
}

/** What a client's message begins with when it asks for something (PostgreSQL manual, 55.7): a Query, a Parse. */
const QUERIES = [0x51, 0x50];

export async function cuttableProxy(databaseUrl: string): Promise<CuttableProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let clogged = false;
  let clogsQueries = false;
  const server = createServer((near) => {
    let swallowed = false;
    const far = connect(Number(target.port || 5432), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes: Buffer) => {
        swallowed ||= clogged || (clogsQueries && from === near && QUERIES.includes(bytes.readUInt8(0)));
        if (!swallowed) to.write(bytes);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const port = await freePort();
  await listen(port);
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;

  return {
    url: url.toString(),
    cut: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: () => listen(port),
    clog: () => {
      clogged = true;
    },
    clogQueries: () => {
      clogsQueries = true;
    },
    unclog: () => {
      clogged = false;
      clogsQueries = false;
    },
  };
}
