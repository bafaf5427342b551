import { startPostgresServer } from '@sportello/postgres';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** Servers and peers that a measurement started must not outlive it. A signal comes more than once: npm hands it on. */
const brokenOff = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => reject(new Error(`Broken off by ${signal}`)));
});

/** What every bench runs on: one PostgreSQL server with full durability, fresh databases on it, and things to stop at the end. */
export interface Setting {
  readonly rounds: number;
  /** Length of one arm's turn. */
  readonly seconds: number;
  /** Peers' code, compiled; arms of ours. */
  readonly peer: (name: string) => string;
  readonly arm: (name: string) => string;
  readonly folder: string;
  /** A new database on the server all arms share; answers its URL as administrator. */
  database(name: string): Promise<string>;
  atEnd(stop: () => Promise<void> | void): void;
}

export async function withSetting<T>(
  options: { readonly rounds: number; readonly seconds: number },
  work: (setting: Setting) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sportello-bench-'));
  const stops: (() => Promise<void> | void)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    // In the folder itself: the server's account could not come into one inside, and data elsewhere would stay behind.
    const server = await startPostgresServer({ dataDir: folder });
    stops.push(() => server.stop());
    const measured = work({
      ...options,
      folder,
      peer: (name) => join(__dirname, '..', 'peers', `${name}.js`),
      arm: (name) => join(__dirname, 'arms', `${name}.js`),
      database: (name) => createDatabase(server.adminUrl, `${name}_${randomBytes(3).toString('hex')}`),
      atEnd: (stop) => stops.push(stop),
    });
    return await Promise.race([measured, brokenOff]);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function createDatabase(adminUrl: string, name: string): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.toString();
}
