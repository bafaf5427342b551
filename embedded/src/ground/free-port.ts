import { createServer } from 'node:net';
import { CannotStart } from './cannot-start';

/** Finds out before anything is opened whether the gateway will be able to listen. @throws CannotStart */
export async function assertPortFree(host: string, port: number): Promise<void> {
  const code = await tryToListen(host, port);
  switch (code) {
    case undefined:
      return;
    case 'EADDRINUSE':
      throw new CannotStart(
        `Port ${port} on ${host} is taken by another program (perhaps by another Sportello). Stop it, or choose another port: PORT=${port + 1} npm start`,
      );
    case 'EACCES':
      throw new CannotStart(`This account may not listen on port ${port}. Choose one above 1023: PORT=3000 npm start`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      throw new CannotStart(
        `HOST=${host} is not an address of this machine. Leave it out, or use 127.0.0.1 or 0.0.0.0`,
      );
    default:
      throw new CannotStart(`Cannot listen on ${host}, port ${port}: ${code}`);
  }
}

function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
