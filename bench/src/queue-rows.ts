import { Client } from 'pg';

/** Of twenty reports one is open: a Comune that keeps up, with years behind it. */
const OPEN_EVERY = 20;
const CHUNK = 100_000;

/**
 * Fills the read model of the work queue, beside the reports that are there, straight into its table: copies of those with other codes, departments,
 * states and dates, due later than all of them, so that the first page is of reports whose texts can be opened.
 */
export async function fillQueue(adminUrl: string, rows: number): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const table = await tableOf(client);
    const columns = await columnsOf(client, table);
    const changed: Readonly<Record<string, string>> = {
      code: `'Q' || lpad(n::text, 10, '0')`,
      queue: `(array['roads', 'green', 'lighting', 'water', 'environment'])[1 + n % 5]`,
      department: `(array['roads', 'green', 'lighting', 'water', 'environment'])[1 + n % 5]`,
      priority: `(array['normal', 'low', 'high', 'urgent'])[1 + n % 4]`,
      urgency: `(array[2, 3, 1, 0])[1 + n % 4]`,
      open: `n % ${OPEN_EVERY} = 0`,
      turn: `case when n % ${OPEN_EVERY} > 0 then 2 when n % ${OPEN_EVERY * 10} = 0 then 1 else 0 end`,
      status: `case when n % ${OPEN_EVERY} > 0 then 'resolved' when n % ${OPEN_EVERY * 10} = 0 then 'waiting_for_reporter'
                    when n % ${OPEN_EVERY * 3} = 0 then 'in_progress' else 'assigned' end`,
      submitted_at: `submitted_at - n * interval '1 minute'`,
      due_by: `due_by + interval '60 days' + n % 86400 * interval '1 minute'`,
      search_tokens: `array[lpad((n % 5000)::text, 16, '0'), lpad((5000 + n % 700)::text, 16, '0')]`,
    };
    for (let done = 0; done < rows; done += CHUNK) {
      await client.query(
        `INSERT INTO ${table} (${columns.join(', ')})
         SELECT ${columns.map((column) => changed[column] ?? column).join(', ')}
           FROM (SELECT * FROM ${table} WHERE code NOT LIKE 'Q%' LIMIT 1) AS one, generate_series($1::int + 1, $2::int) AS n`,
        [done, Math.min(done + CHUNK, rows)],
      );
      process.stderr.write(`  filling the queue: ${Math.min(done + CHUNK, rows)} of ${rows}\r`);
    }
    await client.query(`VACUUM ANALYZE ${table}`);
    process.stderr.write('\u001b[K');
  } finally {
    await client.end();
  }
}

async function tableOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname = 'reports' AND tablename ~ '^work_queue_v[0-9]+_g[0-9]+$'`,
  );
  const name = rows[0]?.name;
  if (name === undefined || rows.length > 1) throw new Error('There is more than one generation, or none');
  return name;
}

async function columnsOf(client: Client, table: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(attname) AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}
