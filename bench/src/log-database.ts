import { Database, provisionDatabase, type ServiceDatabaseUrls } from '@sportello/postgres';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { pino } from 'pino';
import { LogOfTheBench1790000000000 } from './log.migration';
import { data, metadata } from './payload';
import type { Setting } from './setting';

/** A database with the roles of the product and an empty log. */
export interface LogDatabase {
  readonly adminUrl: string;
  readonly workerUrl: string;
  readonly urls: ServiceDatabaseUrls;
  /** Writes `events` more events straight into the log's table, in positions and streams as appends would have made them. */
  fill(events: number): Promise<void>;
}

export async function logDatabase(setting: Setting): Promise<LogDatabase> {
  const adminUrl = await setting.database('log');
  const { reports } = await provisionDatabase(adminUrl, randomBytes(32));
  await (await openLogDatabase(reports)).close();
  return { adminUrl, workerUrl: reports.worker, urls: reports, fill: (events) => fill(adminUrl, events) };
}

/** The database of a reports service that has a log and nothing else. */
export function openLogDatabase(urls: ServiceDatabaseUrls): Promise<Database> {
  return Database.open({
    service: 'reports',
    schema: 'reports',
    urls,
    migrations: [LogOfTheBench1790000000000],
    logger: pino({ level: 'error' }),
  });
}

const CHUNK = 100_000;

async function fill(adminUrl: string, events: number): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (let done = 0; done < events; done += CHUNK) {
      await client.query(
        `INSERT INTO event_store.events (municipality_id, stream, revision, position, event_id, type, data, metadata)
         SELECT 'borgo-esempio', 'report-borgo-esempio_' || gen_random_uuid(), 0,
                (SELECT coalesce(max(position), 0) FROM event_store.events) + n, gen_random_uuid(), 'report.submitted', $2, $3
           FROM generate_series(1, $1) AS n`,
        [Math.min(CHUNK, events - done), JSON.stringify(data), JSON.stringify(metadata)],
      );
      process.stderr.write(`  filling the log: ${done + CHUNK} of ${events}\r`);
    }
    await client.query('VACUUM ANALYZE event_store.events');
    process.stderr.write('\u001b[K');
  } finally {
    await client.end();
  }
}
