import { eventually } from '@sportello/event-sourcing/testing';
import { asSuperuser, databaseOf } from './database';
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
  );
  return report;
}

/** What somebody who has the database could do to it. */
export async function tamper(dataDir: string, text: string, values: readonly unknown[]): Promise<void> {
  await asSuperuser(await databaseOf(dataDir), (client) => client.query(text, [...values]));
}

/** The view that queries of a read model ask, at whichever version it is. */
export async function viewInUse(dataDir: string, readModel: string): Promise<string> {
  const found = await asSuperuser(await databaseOf(dataDir), (client) =>
    client.query<{ view: string }>(
      `select format('reports.%I', name || '_v' || max(version)) as view from reports.projections where name = $1 group by name`,
      [readModel],
    ),
  );
  const [row] = found.rows;
  if (!row) throw new Error(`There is no read model ${readModel}`);
  return row.view;
}
