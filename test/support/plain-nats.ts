import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually, freePort } from '@sportello/event-sourcing/testing';
import { findNatsServer } from '@sportello/messaging';
import { connect } from 'nats';

/** A NATS server as somebody else runs it: one for all, without accounts. @throws Error when there is none to be run */
export async function plainNats(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const binary = await findNatsServer();
  if (binary === undefined) throw new Error('There is no nats-server');
  const port = await freePort();
  const server = spawn(binary, ['--addr', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  const url = `nats://127.0.0.1:${port}`;
  await eventually(async () => {
    const connection = await connect({ servers: url, timeout: 1_000 }).catch(() => undefined);
    await connection?.close();
    return connection !== undefined;
  });
  return {
    url,
    async stop() {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
  };
}
