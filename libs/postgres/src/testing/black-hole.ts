import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a database that a test can make swallow everything, as a network does that drops packets. */
export interface BlackHole {
  readonly url: string;
  /** From now on nothing passes on the connections that are open. */
  swallow(): void;
  /** New connections pass; those that were swallowed stay dead. */
  passOn(): void;
  close(): Promise<void>;
}

export async function blackHole(databaseUrl: string): Promise<BlackHole> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const dead = new Set<Socket>();
  let swallowing = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname);
    sockets.add(near).add(far);
    const pass = (from: Socket, to: Socket): void => {
      from.on('data', (bytes) => {
        if (swallowing) dead.add(near);
        if (!dead.has(near)) to.write(bytes);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    };
    pass(near, far);
    pass(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.toString(),
    swallow: () => void (swallowing = true),
    passOn: () => void (swallowing = false),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
