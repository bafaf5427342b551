import { rm } from 'node:fs/promises';
import { takeTestServer } from './test-server';

/** Jest's global teardown: stops the server that the set-up started. */
export default async function globalTeardown(): Promise<void> {
  const started = takeTestServer();
  if (!started) return;
  await started.server.stop();
  if (started.server.location.outsideDataDir) await rm(started.server.location.data, { recursive: true, force: true });
  await rm(started.dataDir, { recursive: true, force: true });
}
