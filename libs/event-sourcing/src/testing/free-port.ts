import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what systems give out by themselves (Linux from 32,768 on, others from 49,152), so that no other socket takes one by chance between two uses. */
const [FIRST, COUNT] = [12_000, 20_000];
/** Processes of a run, whose ids follow each other, look at other ports than their neighbours. */
const APART = 97;
let looked = 0;

/** A port of 127.0.0.1 that nobody listens on, and that no other socket takes by chance while whoever asked stops and starts again. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < COUNT; tries += 1) {
    const port = FIRST + ((process.pid * APART + looked) % COUNT);
    looked += 1;
    if (await isFree(port)) return port;
  }
  throw new Error(`No port from ${FIRST} to ${FIRST + COUNT - 1} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
