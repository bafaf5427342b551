import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgresServer } from '../server/postgres-server';
import { rememberTestServer } from './test-server';

/** Enough for a worker on each of sixteen cores: a suite that has a whole product in it opens forty. */
const CONNECTIONS = 800;

/** Jest's global set-up: the server of `SPORTELLO_TEST_POSTGRES`, else one of our own for this run. */
export default async function globalSetup(): Promise<void> {
  if (process.env['SPORTELLO_TEST_POSTGRES']) return;
  const dataDir = await mkdtemp(join(tmpdir(), 'sportello-test-postgres-'));
  const server = await startPostgresServer({ dataDir, connections: CONNECTIONS });
  process.env['SPORTELLO_TEST_POSTGRES'] = server.adminUrl;
  rememberTestServer({ server, dataDir });
}
