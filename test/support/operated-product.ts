import { eventually } from '@sportello/event-sourcing/testing';
import { Client } from 'pg';
import { databaseOf } from './database';
import { aReport, type Door } from './door';

/** Nobody of the demonstration. */
export const REPORTER = 'una.buca@example.org';
/** Every event that there is. */
export const ALWAYS = ['--from', '2020-01-01T00:00:00Z', '--to', '2100-01-01T00:00:00Z'];

/** A report that was resolved, as its API shows it. */
export async function aResolvedReport(door: Door): Promise<{ readonly code: string; readonly token: string }> {
  const token = await door.signIn('urp@demo.it');
  const { body } = await door.post('/api/v1/reports', aReport({ reporter: { email: REPORTER } }));
  const path = `/api/v1/reports/${String(body['code'])}`;
  await door.ask('PUT', `${path}/assignment`, { body: { departmentId: 'roads' }, token });
  await door.post(`${path}/start`, {}, { token });
  await door.post(`${path}/resolve`, { outcome: 'fixed', note: 'Riparata.' }, { token });
  return { code: String(body['code']), token };
}

/** The same, once its reporter has been told of everything. */
export async function aToldReport(door: Door): ReturnType<typeof aResolvedReport> {
  const report = await aResolvedReport(door);
  await eventually(
    () => door.mailsTo(REPORTER),
    (mails) => mails.length === 4,
    30_000,
  );
  return report;
}

/** What somebody who has the database could do to it. */
export async function tamper(dataDir: string, text: string, values: readonly unknown[]): Promise<void> {
  const client = new Client({ connectionString: await databaseOf(dataDir) });
  await client.connect();
  try {
    await client.query(text, [...values]);
  } finally {
    await client.end();
  }
}
