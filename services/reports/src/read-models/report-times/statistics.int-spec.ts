import { SUBJECTS, type Actor, type Statistics } from '@sportello/contracts';
import { contains, type Area, type Ring } from '@sportello/service-kit';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { aMunicipality } from '../../testing/a-municipality';
import {
  ELSEWHERE,
  green,
  MUNICIPALITY,
  operator,
  operatorElsewhere,
  roads,
  RunningReports,
} from '../../testing/running-reports';
import { statisticsSql, type StatisticsAsked, type StatisticsRow } from './statistics.sql';

const START = Date.parse('2026-03-02T09:00:00Z');

interface Life {
  readonly lat?: number;
  readonly lon?: number;
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
  });
  afterAll(async () => {
    await admin.end();
    await reports.close();
  });

  const asked: StatisticsAsked = {
    municipalityId: MUNICIPALITY,
    of: { departments: undefined },
    by: 'department',
    from: '2026-03-01T00:00:00Z',
    to: '2026-04-01T00:00:00Z',
    timeZone: 'Europe/Rome',
    areas: [],
  };
  const ask = async (more: Partial<StatisticsAsked>, among: readonly Life[]): Promise<readonly StatisticsRow[]> => {
    const { text, parameters } = statisticsSql('lives', { ...asked, ...more });
    await pretend(among, admin);
    return (await admin.query<StatisticsRow>(text, [...parameters])).rows;
  };

  it('measure percentiles as counting them by hand does', async () => {
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

  it('count for a department its own reports alone', async () => {
    const lives = ['roads', 'green', 'green'].map((queue) => ({ queue, charge: 60, resolve: null }));
    expect(await ask({ by: undefined }, lives)).toMatchObject([{ part: null, total: 3, chargeMedian: 60 }]);
    expect(await ask({ of: { departments: ['green'] } }, lives)).toMatchObject([{ part: 'green', total: 2 }]);
    expect(await ask({ of: { departments: [] } }, lives)).toEqual([]);
  });

  const statistics = (query: object, by: Actor): Promise<Statistics> => reports.value(SUBJECTS.statistics, query, by);

  it('follow what happens to reports, and a rebuild tells the same', async () => {
    reports.municipalities.replace([{ ...aMunicipality(), areas: [SQUARE] }, aMunicipality(ELSEWHERE)]);
    const { code } = await reports.submit();
    reports.now = '2026-03-02T11:00:00.000Z';
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    reports.now = '2026-03-04T09:00:00.000Z';
    await reports.command(SUBJECTS.resolveReport, code, { outcome: 'fixed' });
    await reports.shows(code);
    await reports.rebuild('report_times');
    expect((await reports.verify('report_times')).differences).toEqual([]);
    const expected = {
      total: 1,
      charged: 1,
      resolved: 1,
      timeToCharge: { median: 7_200, ninetieth: 7_200 },
      timeToResolve: { median: 172_800, ninetieth: 172_800 },
    };
    for (const [by, part] of [
      ['category', 'potholes'],
      ['department', 'roads'],
      ['state', 'resolved'],
      ['channel', 'web'],
      ['week', '2026-03-02'],
      ['area', 'square'],
    ] as const)
      expect(await statistics({ by }, operator)).toMatchObject({
        by,
        from: '2025-03-04T09:00:00.000Z',
        to: '2026-03-04T09:00:00.000Z',
        all: expected,
        parts: [{ part, ...expected }],
      });
  });

  it('tell a department of its own reports, a Comune of its own, and nothing of others', async () => {
    const none = { all: { total: 0, charged: 0, resolved: 0 }, parts: [], resolvedInLastYear: 0 };
    expect(await statistics({}, roads)).toMatchObject({ all: { total: 1 }, resolvedInLastYear: 1 });
    expect(await statistics({}, green)).toMatchObject(none);
    expect(await statistics({}, operatorElsewhere)).toMatchObject(none);
  });

  it('count what was closed in the twelve months before now, whenever it was submitted', async () => {
    for (const [now, resolvedInLastYear] of [
      ['2027-03-04T09:00:00.000Z', 1],
      ['2027-03-04T09:00:00.001Z', 0],
    ] as const) {
      reports.now = now;
      expect(await statistics({}, operator)).toMatchObject({ all: { total: 0 }, resolvedInLastYear });
    }
  });

  it('refuse a time that ends before it begins', async () => {
    const query = { from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' };
    expect(await reports.refusal(SUBJECTS.statistics, query, operator)).toBe('INVALID_REQUEST');
  });

  it('count a place in the first area that it lies in, as routing does', async () => {
    const areas = [anArea('triangle', [TRIANGLE, HOLE]), SQUARE];
    // Off every border, and off the latitude of every corner: within a millionth of a degree PostgreSQL takes them for one.
    const place = fc.record({
      lat: fc.integer({ min: 40_000, max: 45_000 }).map((thousandths) => thousandths / 1000 + 0.0005),
      lon: fc.integer({ min: 12_000, max: 16_000 }).map((thousandths) => thousandths / 1000 + 0.0002),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(place, { minLength: 1, maxLength: 40 }), async (places) => {
        const expected = new Map<string | null, number>();
        for (const one of places) {
          const id = areas.find((area) => contains(area, one))?.id ?? null;
          expected.set(id, (expected.get(id) ?? 0) + 1);
        }
        const lives = places.map((one) => ({ queue: 'roads', charge: null, resolve: null, ...one }));
        const parts = await ask({ by: 'area', areas }, lives);
        expect(new Map(parts.map(({ part, total }) => [part, total]))).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});

const TRIANGLE: Ring = [
  [13, 41],
  [15, 41],
  [14, 44],
  [13, 41],
];
const HOLE: Ring = [
  [13.8, 41.5],
  [14.2, 41.5],
  [14, 42.5],
  [13.8, 41.5],
];
const SQUARE = anArea('square', [
  [
    [13.2, 41.2],
    [13.9, 41.2],
    [13.9, 43],
    [13.2, 43],
    [13.2, 41.2],
  ],
]);

function anArea(id: string, coordinates: readonly Ring[]): Area {
  return { id, name: { it: id, en: id }, boundary: { type: 'Polygon', coordinates } };
}

/** These lives, in a table of the connection. */
async function pretend(lives: readonly Life[], admin: Client): Promise<void> {
  const after = (seconds: number | null): string | null =>
    seconds === null ? null : new Date(START + seconds * 1000).toISOString();
  const rows = lives.map(({ queue, charge, resolve, lat, lon }) => ({
    lat,
    lon,
    municipality_id: MUNICIPALITY,
    queue,
    status: resolve === null ? 'submitted' : 'resolved',
    submitted_at: after(0),
    assigned_at: after(charge),
    ended_at: after(resolve),
  }));
  const columns =
    'municipality_id text, queue text, status text, submitted_at timestamptz, assigned_at timestamptz, ended_at timestamptz, lat double precision, lon double precision';
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
