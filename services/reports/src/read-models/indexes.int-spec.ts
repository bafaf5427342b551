import { Client } from 'pg';
import { deadlinesSql, otherRulesSql } from '../process-managers/deadlines/deadlines.sql';
import { MUNICIPALITY, RunningReports } from '../testing/running-reports';
import { publicListSql } from './status-page/public-list.sql';
import { wordSearchSql } from './word-search';
import { workQueueSql, type QueueAsked } from './work-queue/work-queue.sql';

const PAGES = 'reports.status_page_v3';
const QUEUE = 'reports.work_queue_v2';

describe('the plans of the lists, on 20,000 reports', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
    const { code } = await reports.submit();
    await reports.shows(code);
    await multiply(reports.db.adminUrl, 20_000);
  }, 60_000);
  afterAll(() => reports.close());

  const plan = async (text: string, parameters: readonly unknown[], as: 'app' | 'worker' = 'app'): Promise<string> => {
    const { database } = reports.db;
    const explain = `explain (costs off) ${text}`;
    const { rows } =
      as === 'worker'
        ? await database.worker.query<{ 'QUERY PLAN': string }>(explain, parameters)
        : await database.asMunicipality(MUNICIPALITY, (sql) =>
            sql.query<{ 'QUERY PLAN': string }>(explain, parameters),
          );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  const listed = (query: object, codes?: string[]): Promise<string> => {
    const { page, parameters } = publicListSql(PAGES, MUNICIPALITY, query, codes);
    return plan(page, parameters);
  };
  const queued = (query: object, asked: Partial<QueueAsked> = {}): Promise<string> => {
    const now = '2026-03-02T09:00:00Z';
    const all = { municipalityId: MUNICIPALITY, departments: undefined, codes: undefined, now, ...asked };
    const { page, parameters } = workQueueSql(QUEUE, query, all);
    return plan(page, parameters);
  };

  it('reads the latest public reports from their index, without sorting', async () => {
    const explained = await listed({});
    expect(explained).toMatch(/status_page_v3_g1_recent/);
    expect(explained).not.toMatch(/\bSort\b(?! Key)(?!.*Incremental)|Seq Scan/);
  });

  it('reads a small box of the map from the index of places, under row-level security', async () => {
    expect(await listed({ bbox: '13.500,41.500,13.505,41.505' })).toMatch(/status_page_v3_g1_place/);
  });

  it('reads reports found by words by their key', async () => {
    expect(await listed({}, ['CODE1', 'CODE2'])).toMatch(/status_page_v3_g1_pkey/);
  });

  it.each([PAGES, QUEUE])('looks words up in the index of words of %s', async (view) => {
    expect(await plan(wordSearchSql(view), [MUNICIPALITY, ['token-7']], 'worker')).toMatch(/_g1_words/);
  });

  it('reads the work of a department, most urgent first, from its index', async () => {
    const explained = await queued({ department: 'dept-3' });
    expect(explained).toMatch(/work_queue_v2_g1_queue/);
    expect(explained).not.toMatch(/Seq Scan/);
  });

  it.each(['reminders', 'escalations'] as const)(
    'finds the deadlines that ask for %s in their own index',
    async (tell) => {
      const [now, until] = ['2026-03-16T22:59:59Z', '2026-03-18T22:59:59Z'];
      const bounds = tell === 'reminders' ? [now] : [];
      const explained = await plan(deadlinesSql(QUEUE, tell), [[MUNICIPALITY], [until], ...bounds], 'worker');
      expect(explained).toMatch(new RegExp(`work_queue_v2_g1_${tell}`));
      expect(explained).not.toMatch(/Seq Scan/);
    },
  );

  it('looks through deadlines of other rules among open reports alone', async () => {
    const explained = await plan(otherRulesSql(QUEUE), [[MUNICIPALITY], ['rules-2'], ['']], 'worker');
    expect(explained).toMatch(/work_queue_v2_g1_open/);
    expect(explained).not.toMatch(/Seq Scan/);
  });

  it('reads the work of everybody, most urgent first, from its index', async () => {
    const explained = await queued({});
    expect(explained).toMatch(/work_queue_v2_g1_due/);
    expect(explained).not.toMatch(/Seq Scan/);
  });
});

/** Copies the one report there is, with other codes, places, departments, days and words. */
async function multiply(adminUrl: string, copies: number): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const [table, changed] of [
      [
        'status_page_v3_g1',
        {
          assigned_at: `submitted_at`,
          lat: `41 + (n % 997) / 997.0`,
          lon: `13 + (n % 991) / 991.0`,
          submitted_at: `submitted_at - n * interval '1 minute'`,
          search_tokens: `array['token-' || n % 500, 'token-' || (n % 700 + 1000)]`,
        },
      ],
      [
        'work_queue_v2_g1',
        {
          queue: `'dept-' || n % 40`,
          open: `n % 10 = 0`,
          due_by: `due_by + n * interval '1 minute'`,
          search_tokens: `array['token-' || n % 500, 'token-' || (n % 700 + 1000)]`,
        },
      ],
    ] as const) {
      const { rows } = await client.query<{ name: string }>(
        `select column_name as name from information_schema.columns where table_schema = 'reports' and table_name = $1 order by ordinal_position`,
        [table],
      );
      const values: Readonly<Record<string, string>> = { code: `'CODE' || n`, ...changed };
      await client.query(
        `insert into reports.${table} (${rows.map(({ name }) => name).join(', ')})
         select ${rows.map(({ name }) => values[name] ?? name).join(', ')}
         from (select * from reports.${table} limit 1) as one, generate_series(1, ${copies}) as n`,
      );
      await client.query(`analyze reports.${table}`);
    }
  } finally {
    await client.end();
  }
}
