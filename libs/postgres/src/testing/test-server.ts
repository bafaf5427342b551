import type { PostgresServer } from '../server/postgres-server';

export interface TestServer {
  readonly server: PostgresServer;
  readonly dataDir: string;
}

/** Jest loads set-up and teardown apart from each other; only the global object is the same. */
const shared = globalThis as typeof globalThis & { sportelloTestServer?: TestServer };

export function rememberTestServer(server: TestServer): void {
  shared.sportelloTestServer = server;
}

export function takeTestServer(): TestServer | undefined {
  const server = shared.sportelloTestServer;
  delete shared.sportelloTestServer;
  return server;
}
