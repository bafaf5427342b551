import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceHealth } from '@sportello/contracts';
import { register } from 'prom-client';

/** The small HTTP door of a service process, for whoever watches it: `/health/live`, `/health/ready`, `/metrics`. */
export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** @throws Error with code EADDRINUSE when the port is taken */
export async function startHealthServer(options: {
  readonly host: string;
  readonly port: number;
  readonly health: () => Promise<ServiceHealth>;
}): Promise<HealthServer> {
  const server = createServer({ requestTimeout: 5_000, headersTimeout: 5_000 }, (request, response) => {
    answer(request.url ?? '/', response, options.health).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: portOf(server), close: () => closeServer(server) };
}

async function answer(url: string, response: ServerResponse, health: () => Promise<ServiceHealth>): Promise<void> {
  switch (url.split('?', 1)[0]) {
    case '/health/live':
      return send(response, 200, { status: 'ok' });
    case '/health/ready': {
      const state = await health();
      return send(response, state.ready ? 200 : 503, state);
    }
    case '/metrics':
      response.writeHead(200, { 'content-type': register.contentType });
      response.end(await register.metrics());
      return;
    default:
      return send(response, 404, { status: 404, title: 'Not Found' });
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
