import { Client } from 'pg';
import { MUNICIPALITY } from './running-reports';

/** Adds so many rows to `personal_data`, each of a contact of its own, `h1` and so on, and lets PostgreSQL count them: for the plans of queries. */
export async function addPeople(adminUrl: string, count: number): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(
      `insert into reports.personal_data_v1_g1 (municipality_id, code, revision, submitted_at, reporter_erased, text_redacted, contact_hmacs)
       select $1, 'C' || n, 0, now(), false, false, array['h' || n] from generate_series(1, $2::integer) n`,
      [MUNICIPALITY, count],
    );
    await client.query('analyze reports.personal_data_v1_g1');
  } finally {
    await client.end();
  }
}
