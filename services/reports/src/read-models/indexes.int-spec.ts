import type { ReportStatus, WorkQueueQuery } from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { planOf } from '@sportello/postgres/testing';
import { Client } from 'pg';
import { deadlinesSql, otherRulesSql } from '../process-managers/deadlines/deadlines.sql';
import { MUNICIPALITY, RunningReports } from '../testing/running-reports';
import { exportSql, openDataSql } from './report-times/export.sql';
import { resolvedSinceSql, statisticsSql, type StatisticsAsked } from './report-times/statistics.sql';
import { publicListSql } from './status-page/public-list.sql';
import { nearSql, type NearAsked } from './status-page/similar-reports.sql';
import { wordSearchSql } from './word-search';
import type { QueuePlace } from './work-queue/queue-cursor';
import type { WorkQueueRow } from './work-queue/work-queue.fold';
import { placeOf } from './work-queue/work-queue.order';
import { workQueueTable } from './work-queue/work-queue.projection';
import { MAX_COUNTED, queueCountsSql, queuePageSql, rowsAbout, type QueueAsked } from './work-queue/work-queue.sql';

const PAGES = 'reports.status_page_v5';
const QUEUE = 'reports.work_queue_v3';
const TIMES = 'reports.report_times_v1';

describe('the plans of the lists, on 20,000 reports', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
    const { code } = await reports.submit();
    await reports.shows(code);
    await multiply(reports.db.adminUrl, 20_000);
  });
  afterAll(() => reports.close());

  const plan = (text: string, parameters: readonly unknown[], as: 'app' | 'worker' = 'app'): Promise<string> => {
    const { database } = reports.db;
    return as === 'worker'
      ? planOf(database.worker, text, parameters)
      : database.asMunicipality(MUNICIPALITY, (sql) => planOf(sql, text, parameters));
  };
  const listed = (query: object, codes?: string[]): Promise<string> => {
    const { page, parameters } = publicListSql(PAGES, MUNICIPALITY, query, codes);
    return plan(page, parameters);
  };
  const asked = (more: Partial<QueueAsked>): QueueAsked => ({
    municipalityId: MUNICIPALITY,
    departments: undefined,
    codes: undefined,
    now: '2026-03-20T09:00:00Z',
    ...more,
  });
  const queued = (query: WorkQueueQuery, more: Partial<QueueAsked> = {}): Promise<string> => {
    const { text, parameters } = queuePageSql(QUEUE, query, asked(more));
    return plan(text, parameters);
  };
  const counted = (query: WorkQueueQuery, more: Partial<QueueAsked> = {}): Promise<string> => {
    const { text, parameters } = queueCountsSql(QUEUE, query, asked(more));
    return plan(text, parameters);
  };

  it('reads the latest public reports from their index, without sorting', async () => {
    const explained = await listed({});
    expect(explained).toMatch(/status_page_v5_g1_recent/);
    expect(explained).not.toMatch(/\bSort\b(?! Key)(?!.*Incremental)|Seq Scan/);
  });

  it('reads a small box of the map from the index of places, under row-level security', async () => {
    expect(await listed({ bbox: '13.500,41.500,13.505,41.505' })).toMatch(/status_page_v5_g1_place/);
  });

  it.each<[NearAsked['sees'], RegExp]>([
    ['listed', /status_page_v5_g1_(near|place)/],
    ['all', /status_page_v5_g1_near/],
    [['roads', 'green'], /status_page_v5_g1_near/],
  ])('reads the open reports near a place that are for %j from an index of places', async (sees, index) => {
    const near = { municipalityId: MUNICIPALITY, location: { lat: 41.5, lon: 13.5 }, since: '2026-01-01T00:00:00Z' };
    const { text, parameters } = nearSql(PAGES, { ...near, except: 'CODE1', sees });
    const explained = await plan(text, parameters);
    expect(explained).toMatch(index);
    expect(explained).not.toMatch(/Seq Scan/);
  });

  it('reads reports found by words by their key', async () => {
    expect(await listed({}, ['CODE1', 'CODE2'])).toMatch(/status_page_v5_g1_pkey/);
  });

  it('looks words up in the index of words', async () => {
    expect(await plan(wordSearchSql(PAGES), [MUNICIPALITY, ['token-7']], 'worker')).toMatch(/_g1_words/);
  });

  it.each<[ReportStatus[] | undefined, readonly string[]]>([
    [undefined, ['open_words']],
    [['resolved'], ['closed_words']],
    [
      ['assigned', 'resolved'],
      ['open_words', 'closed_words'],
    ],
  ])('looks words up where the reports in the states %j are', async (statuses, indexes) => {
    const explained = await plan(wordSearchSql(QUEUE, rowsAbout(statuses)), [MUNICIPALITY, ['token-7']], 'worker');
    expect(indexesOf(explained)).toEqual(indexes.map((index) => `work_queue_v3_g1_${index}`));
    expect(explained).not.toMatch(/Seq Scan/);
  });

  it.each(['reminders', 'escalations'] as const)(
    'finds the deadlines that ask for %s in their own index',
    async (tell) => {
      const [now, until] = ['2026-03-16T22:59:59Z', '2026-03-18T22:59:59Z'];
      const bounds = tell === 'reminders' ? [now] : [];
      const explained = await plan(deadlinesSql(QUEUE, tell), [[MUNICIPALITY], [until], ...bounds], 'worker');
      expect(explained).toMatch(new RegExp(`work_queue_v3_g1_${tell}`));
      expect(explained).not.toMatch(/Seq Scan/);
    },
  );

  it('looks through deadlines of other rules among open reports alone', async () => {
    const explained = await plan(otherRulesSql(QUEUE), [[MUNICIPALITY], ['rules-2'], ['']], 'worker');
    expect(explained).toMatch(/work_queue_v3_g1_open/);
    expect(explained).not.toMatch(/Seq Scan/);
  });

  describe.each<[string, WorkQueueQuery, Partial<QueueAsked>, string]>([
    ['what is late first', {}, {}, 'turn'],
    ['what is due soonest', { sort: 'dueBy' }, {}, 'due'],
    ['what is due latest', { sort: '-dueBy' }, {}, 'due'],
    ['the oldest', { sort: 'submittedAt' }, {}, 'arrived'],
    ['the newest', { sort: '-submittedAt' }, {}, 'arrived'],
    ['the most urgent', { sort: 'priority' }, {}, 'urgency'],
    ['what is late in a department', { department: 'dept-3' }, {}, 'queue'],
    ['what is late, for a department', {}, { departments: ['dept-3'] }, 'queue'],
    ['what is late alone', { overdue: 'true' }, {}, 'turn'],
    ['what is in hand of an account', { assignee: 'account-7' }, {}, 'assignee'],
    ['what was resolved, the newest', { status: ['resolved'], sort: '-submittedAt' }, {}, 'closed'],
    ['what was resolved, by its deadline', { status: ['resolved'] }, {}, 'turn'],
    ['the newest since a day', { sort: '-submittedAt', since: '2026-02-28T00:00:00Z' }, {}, 'arrived'],
  ])('%s', (_, query, more, index) => {
    it('is read from its index, without sorting', async () => {
      const explained = await queued(query, more);
      expect(indexesOf(explained)).toEqual([`work_queue_v3_g1_${index}`]);
      expect(explained).not.toMatch(/Sort|Seq Scan/);
    });

    it('is read on from a cursor at its place in that index', async () => {
      const explained = await queued(query, { ...more, after: await placeIn(query) });
      expect(indexesOf(explained)).toEqual([`work_queue_v3_g1_${index}`]);
      expect(explained).toMatch(/Index Cond: .*ROW\(/);
      expect(explained).not.toMatch(/Sort|Seq Scan/);
    });
  });

  it.each<[string, WorkQueueQuery, Partial<QueueAsked>]>([
    ['everybody', {}, {}],
    ['everybody, by state and department', { counts: 'true' }, {}],
    ['a department', {}, { departments: ['dept-3'] }],
    ['a department, by state', { counts: 'true' }, { departments: ['dept-3'] }],
    ['two departments, by state', { counts: 'true' }, { departments: ['dept-3', 'dept-4'] }],
  ])('counts the work of %s in an index alone, up to a limit', async (_, query, more) => {
    const explained = await counted(query, more);
    expect(explained).toMatch(/Limit\n(.*Result\n.*One-Time Filter.*\n)?.*Index Only Scan using work_queue_v3_g1_/);
    expect(explained).not.toMatch(/Seq Scan/);
  });

  const month: StatisticsAsked = {
    municipalityId: MUNICIPALITY,
    of: { departments: ['dept-3'] },
    by: 'category',
    from: '2026-02-01T00:00:00Z',
    to: '2026-02-03T00:00:00Z',
    timeZone: 'Europe/Rome',
    areas: [],
  };

  it('reads for statistics no more than what was submitted in their time', async () => {
    const { text, parameters } = statisticsSql(TIMES, month);
    const explained = await plan(text, parameters);
    expect(explained).toMatch(/report_times_v1_g1_submitted/);
    expect(explained).not.toMatch(/Seq Scan/);
  });

  it('counts what was resolved of late in an index alone', async () => {
    const { text, parameters } = resolvedSinceSql(TIMES, month, '2026-02-25T00:00:00Z');
    expect(await plan(text, parameters)).toMatch(/Index Only Scan using report_times_v1_g1_resolved/);
  });

  it.each([
    ['the office', exportSql, /report_times_v1_g1_submitted/],
    ['everybody', openDataSql, /report_times_v1_g1_submitted(.|\n)*report_times_v1_g1_squares/],
  ])('exports to %s page by page, without sorting what went before', async (_, sql, indexes) => {
    const query = { after: { submittedAt: '2026-02-20T00:00:00Z', code: 'CODE1' } };
    const { text, parameters } = sql(TIMES, { municipalityId: MUNICIPALITY, query, limit: 501 });
    const explained = await plan(text, parameters);
    expect(explained).toMatch(indexes);
    expect(explained).not.toMatch(/Seq Scan/);
    expect(indexesOf(explained)).not.toContain('report_times_v1_g1_pkey');
  });

  it('counts no further than its limit', async () => {
    const { text, parameters } = queueCountsSql(QUEUE, { status: ['resolved', 'assigned'] }, asked({}));
    const { rows } = await reports.db.database.asMunicipality(MUNICIPALITY, (sql) => sql.query(text, parameters));
    expect(rows).toEqual([{ total: MAX_COUNTED }]);
  });

  /** A place in the middle of the list. */
  async function placeIn({ sort }: WorkQueueQuery): Promise<QueuePlace> {
    const { rows } = await reports.db.database.worker.query<WorkQueueRow & { snapshot: string }>(
      `select ${workQueueTable.selection}, pg_current_snapshot()::text as snapshot from ${QUEUE} where code = 'CODE10000'`,
    );
    const [row] = rows;
    if (!row) throw new Error('The report is not there');
    const keys = placeOf(workQueueTable.toRow(row), sort);
    return { keys, snapshot: row.snapshot, now: reports.now, page: 1 };
  }
});

/** The indexes that a plan reads, each once. */
function indexesOf(explained: string): readonly string[] {
  const names = explained.matchAll(/(?:Scan (?:Backward )?using|Bitmap Index Scan on) (\w+)/g);
  return [...new Set([...names].map(([, name]) => name ?? ''))].sort().reverse();
}

/** Copies the one report there is, with other codes, places, departments, days and words. */
async function multiply(adminUrl: string, copies: number): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const [table, changed] of [
      [
        'status_page_v5_g1',
        {
          assigned_at: `submitted_at`,
          lat: `41 + (n % 997) / 997.0`,
          lon: `13 + (n % 991) / 991.0`,
          submitted_at: `submitted_at - n * interval '1 minute'`,
          search_tokens: `array['token-' || n % 500, 'token-' || (n % 700 + 1000)]`,
        },
      ],
      [
        'work_queue_v3_g1',
        {
          queue: `'dept-' || n % 40`,
          assignee: `case when n % 3 = 0 then 'account-' || n % 50 end`,
          due_by: `due_by + n * interval '1 minute'`,
          submitted_at: `submitted_at - n * interval '1 minute'`,
          // three of four are closed
          turn: `case when n % 4 > 0 then 2 when n % 20 = 0 then 1 else 0 end`,
          status: `case when n % 4 > 0 then 'resolved' when n % 20 = 0 then 'waiting_for_reporter' else 'assigned' end`,
          open: `n % 4 = 0`,
          urgency: `n % 3`,
          search_tokens: `array['token-' || n % 500, 'token-' || (n % 700 + 1000)]`,
        },
      ],
      [
        'report_times_v1_g1',
        {
          queue: `'dept-' || n % 40`,
          cell_row: `9200 + n % 60`,
          cell_column: `2200 + n / 60 % 50`,
          submitted_at: `submitted_at - n * interval '1 minute'`,
          assigned_at: `submitted_at - n * interval '1 minute' + (n % 1000) * interval '3 minutes'`,
          ended_at: `case when n % 4 > 0 then submitted_at - n * interval '1 minute' + (n % 1000) * interval '1 hour' end`,
          status: `case when n % 4 > 0 then 'resolved' else 'assigned' end`,
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
      // While any statement of the service is older than the rows, they do not count as visible to all, and no plan is content with an index.
      await eventually(async () => {
        await client.query(`vacuum analyze reports.${table}`);
        const { rows: known } = await client.query<{ visible: boolean }>(
          'select relallvisible >= relpages as visible from pg_class where oid = $1::regclass',
          [`reports.${table}`],
        );
        return known[0]?.visible === true;
      });
    }
  } finally {
    await client.end();
  }
}
