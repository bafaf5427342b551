import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Client } from 'pg';
import { endWithin } from './own-connection';
import { freshDatabaseUrl } from './testing';

describe('A connection of one’s own', () => {
  it('is cut when the server does not hear its goodbye in time', async () => {
    const { adminUrl, drop } = await freshDatabaseUrl();
    const server = new URL(adminUrl);
    const sockets: Socket[] = [];
    // Lets everything through but, once deaf, what the client says; it never closes by itself.
    let deaf = false;
    const between = createServer({ allowHalfOpen: true }, (socket) => {
      const upstream = connect(Number(server.port), server.hostname);
      sockets.push(socket, upstream);
      socket.on('data', (bytes) => {
        if (!deaf) upstream.write(bytes);
      });
      upstream.on('data', (bytes) => socket.write(bytes));
      for (const one of [socket, upstream]) one.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(between, 'listening');
    const url = new URL(adminUrl);
    url.hostname = '127.0.0.1';
    url.port = String((between.address() as AddressInfo).port);
    const client = new Client({ connectionString: url.href, ssl: false });
    client.on('error', () => undefined);
    try {
      await client.connect();
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      deaf = true;
      await endWithin(client, 50);
      expect(client.connection.stream.destroyed).toBe(true);
    } finally {
      for (const socket of sockets) socket.destroy();
      between.close();
      await drop();
    }
  });
});
