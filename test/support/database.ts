import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The URL of the superuser of a running embedded database, as somebody with the rights of root on the machine would have it. */
export async function databaseOf(dataDir: string): Promise<string> {
  const password = (await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim();
  const [home = dataDir] = await readFile(join(dataDir, 'postgres-location'), 'utf8').then(
    (text) => [text.trim()],
    () => [dataDir],
  );
  const lines = (await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  return `postgres://postgres:${password}@127.0.0.1:${String(lines[3]).trim()}/sportello`;
}
