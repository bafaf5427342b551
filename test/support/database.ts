import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';

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

/** What people do to a database with the rights of root on the machine. */
export async function asSuperuser<Result>(
  databaseUrl: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
