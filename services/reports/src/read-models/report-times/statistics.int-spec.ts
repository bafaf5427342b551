import { SUBJECTS } from '@sportello/contracts';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { MUNICIPALITY, RunningReports } from '../../testing/running-reports';
import { resolvedSinceSql, statisticsSql, type StatisticsAsked, type StatisticsRow } from './statistics.sql';

const VIEW = 'reports.report_times_v1';
const START = Date.parse('2026-03-02T09:00:00Z');

interface Life {
  readonly queue: string;
  readonly charge: number | null;
  readonly resolve: number | null;
}

const life: fc.Arbitrary<Life> = fc.record({
  queue: fc.constantFrom('roads', 'green'),
  charge: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  resolve: fc.option(fc.integer({ min: 0, max: 9_000_000 })),
});

describe('the statistics of reports', () => {
  let reports: RunningReports;
  let admin: Client;
  beforeAll(async () => {
    reports = await RunningReports.open();
    admin = new Client(reports.db.adminUrl);
    await admin.connect();
  }, 60_000);
  afterAll(async () => {
    await admin.end();
    await reports.close();
  });

  const asked: StatisticsAsked = {
    municipalityId: MUNICIPALITY,
    departments: undefined,
    by: 'department',
    from: '2026-03-01T00:00:00Z',
    to: '2026-04-01T00:00:00Z',
  };
  const ask = async (more: Partial<StatisticsAsked>, among?: readonly Life[]): Promise<readonly StatisticsRow[]> => {
    const { text, parameters } = statisticsSql(among ? 'lives' : VIEW, { ...asked, ...more });
    if (among) {
      await pretend(among, admin);
      return (await admin.query<StatisticsRow>(text, [...parameters])).rows;
    }
    return reports.db.database.asMunicipality(
      MUNICIPALITY,
      async (sql) => (await sql.query<StatisticsRow>(text, parameters)).rows,
    );
  };

  it('measures percentiles as counting them by hand does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 40 }), async (lives) => {
        const parts = await ask({}, lives);
        expect(parts.map(({ part }) => part)).toEqual([...new Set(lives.map(({ queue }) => queue))].sort());
        for (const row of parts) {
          const own = lives.filter(({ queue }) => queue === row.part);
          const charges = own.flatMap(({ charge }) => charge ?? []);
          const resolves = own.flatMap(({ resolve }) => resolve ?? []);
          expect([row.total, row.charged, row.resolved]).toEqual([own.length, charges.length, resolves.length]);
          same(row.chargeMedian, percentile(charges, 0.5));
          same(row.chargeNinetieth, percentile(charges, 0.9));
          same(row.resolveMedian, percentile(resolves, 0.5));
          same(row.resolveNinetieth, percentile(resolves, 0.9));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('counts for a department its own reports alone', async () => {
    const lives = ['roads', 'green', 'green'].map((queue) => ({ queue, charge: 60, resolve: null }));
    expect(await ask({ departments: ['green'] }, lives)).toMatchObject([{ part: 'green', total: 2 }]);
    expect(await ask({ departments: [] }, lives)).toEqual([]);
  });

  it('follows what happens to reports, and a rebuild tells the same', async () => {
    const { code } = await reports.submit();
    reports.now = '2026-03-02T11:00:00.000Z';
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    reports.now = '2026-03-04T09:00:00.000Z';
    await reports.command(SUBJECTS.resolveReport, code, { outcome: 'fixed' });
    await reports.shows(code);
    await reports.rebuild('report_times');
    const expected = { total: 1, charged: 1, resolved: 1, chargeMedian: 7_200, resolveMedian: 172_800 };
    for (const [by, part] of [
      ['department', 'roads'],
      ['state', 'resolved'],
      ['channel', 'web'],
      ['week', '2026-03-02'],
    ] as const)
      expect(await ask({ by })).toMatchObject([{ part, ...expected }]);
    expect((await reports.verify('report_times')).differences).toEqual([]);
    const since = async (moment: string): Promise<unknown> => {
      const { text, parameters } = resolvedSinceSql(VIEW, asked, moment);
      return reports.db.database.asMunicipality(MUNICIPALITY, async (sql) => (await sql.query(text, parameters)).rows);
    };
    expect(await since('2026-03-04T00:00:00Z')).toEqual([{ resolved: 1 }]);
    expect(await since('2026-03-05T00:00:00Z')).toEqual([{ resolved: 0 }]);
  });
});

/** These lives, in a table of the connection. */
async function pretend(lives: readonly Life[], admin: Client): Promise<void> {
  const after = (seconds: number | null): string | null =>
    seconds === null ? null : new Date(START + seconds * 1000).toISOString();
  const rows = lives.map(({ queue, charge, resolve }) => ({
    municipality_id: MUNICIPALITY,
    queue,
    status: resolve === null ? 'submitted' : 'resolved',
    submitted_at: after(0),
    assigned_at: after(charge),
    ended_at: after(resolve),
  }));
  const columns =
    'municipality_id text, queue text, status text, submitted_at timestamptz, assigned_at timestamptz, ended_at timestamptz';
  await admin.query(`drop table if exists pg_temp.lives; create temporary table lives (${columns})`);
  await admin.query(`insert into lives select * from jsonb_to_recordset($1::jsonb) as r(${columns})`, [
    JSON.stringify(rows),
  ]);
}

function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below === undefined || above === undefined ? null : below + (above - below) * (at - Math.floor(at));
}

function same(measured: number | null, expected: number | null): void {
  if (measured === null || expected === null) expect(measured).toBe(expected);
  else expect(measured).toBeCloseTo(expected, 3);
}
