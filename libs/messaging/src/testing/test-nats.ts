import type { PeerName } from '@sportello/contracts';
import { freePort } from '@sportello/event-sourcing/testing';
import { natsPasswords, startNatsServer, type NatsServer } from '../nats-server';

/** A real nats-server that a test can take away and bring back. */
export interface TestNats {
  url(service: PeerName): string;
  stop(): Promise<void>;
  /** Brings it back at the same address. Core NATS keeps nothing: what comes back is empty. */
  start(): Promise<void>;
  restart(): Promise<void>;
}

/** @throws Error when there is no nats-server on the PATH: a suite that needs it fails, it does not pass by skipping */
export async function testNats(): Promise<TestNats> {
  const passwords = natsPasswords();
  const port = await freePort();
  let server: NatsServer | undefined = await startNatsServer({ port, passwords });
  const { url } = server;
  const stop = async () => {
    await server?.stop();
    server = undefined;
  };
  const start = async () => {
    server ??= await startNatsServer({ port, passwords });
  };
  return {
    url,
    stop,
    start,
    async restart() {
      await stop();
      await start();
    },
  };
}
