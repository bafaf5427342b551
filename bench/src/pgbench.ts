import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { data, metadata } from './payload';
import type { Arm, Measured } from './rounds';

const run = promisify(execFile);

/** The table of the event store without the store: same columns, same bytes, same two indexes, positions from a sequence. */
const TABLE = `
  CREATE TABLE raw_events (
    municipality_id text NOT NULL, stream text NOT NULL, revision bigint NOT NULL, position bigserial NOT NULL UNIQUE,
    event_id uuid NOT NULL, type text NOT NULL, data text NOT NULL, metadata text NOT NULL,
    PRIMARY KEY (municipality_id, stream, revision))`;

const literal = (value: object): string => `'${JSON.stringify(value).replaceAll("'", "''")}'`;

/** The floor: PostgreSQL's own load generator, one durable INSERT a transaction, prepared. */
export async function pgbenchArm(url: string, folder: string, clients: number, seconds: number): Promise<Arm> {
  const pgbench = await findPgbench();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`DROP TABLE IF EXISTS raw_events; ${TABLE}`);
  await client.end();
  await mkdir(folder, { recursive: true });
  const script = join(folder, `insert-${clients}.sql`);
  await writeFile(
    script,
    `INSERT INTO raw_events (municipality_id, stream, revision, event_id, type, data, metadata)
     VALUES ('borgo-esempio', 'report-borgo-esempio_' || gen_random_uuid(), 0, gen_random_uuid(), 'report.submitted',
             ${literal(data)}, ${literal(metadata)});\n`.replace(/\n\s+/g, ' '),
  );
  return {
    name: `pgbench, ${clients} writer${clients === 1 ? '' : 's'}`,
    run: () => once(pgbench, url, script, clients, seconds),
  };
}

async function once(pgbench: string, url: string, script: string, clients: number, seconds: number): Promise<Measured> {
  const { stdout } = await run(
    pgbench,
    [
      '-n',
      '-M',
      'prepared',
      '-c',
      String(clients),
      '-j',
      String(Math.min(clients, 2)),
      '-T',
      String(seconds),
      '-f',
      script,
      url,
    ],
    { timeout: (seconds + 60) * 1000 },
  );
  const rate = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (rate === undefined) throw new Error(`pgbench said no rate:\n${stdout}`);
  return { rate: Number(rate) };
}

async function findPgbench(): Promise<string> {
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    ...[18, 17, 16, 15].map((major) => `/usr/lib/postgresql/${major}/bin`),
  ];
  for (const folder of folders) {
    const file = join(folder, 'pgbench');
    const found = await access(file).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  throw new Error('pgbench is needed for this measure: install it (on Debian: apt-get install postgresql-contrib)');
}
