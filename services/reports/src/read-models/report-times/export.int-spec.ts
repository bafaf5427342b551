import {
  EXPORT_PAGE,
  SUBJECTS,
  type Actor,
  type ExportedReport,
  type ExportPage,
  type OpenReport,
} from '@sportello/contracts';
import { Client } from 'pg';
import {
  aCode,
  anyone,
  green,
  operator,
  operatorElsewhere,
  roads,
  RunningReports,
} from '../../testing/running-reports';

describe('reports in great number', () => {
  let reports: RunningReports;
  const codes: string[] = [];
  beforeAll(async () => {
    reports = await RunningReports.open();
    const submit = async (body: object, ...then: (readonly [string, object])[]): Promise<void> => {
      const { code } = await reports.submit(body);
      for (const [subject, change] of then) await reports.command(subject, code, change);
      await reports.shows(code);
      codes.push(code);
    };
    const assigned = [SUBJECTS.assignReport, { departmentId: 'roads' }] as const;
    const at = (lat: number, lon: number): object => ({ location: { lat, lon, address: 'Via Garibaldi 12' } });
    // Three in one square, one alone, one private, one that nobody took charge of, one of another department.
    for (const step of [0, 0.0001, 0.0002]) await submit(at(41.5001 + step, 13.5001), assigned);
    await submit(at(41.7, 13.7), assigned);
    await submit({ ...at(41.5001, 13.5001), private: true }, assigned);
    await submit(at(41.5001, 13.5001));
    const trees = { category: 'trees', answers: { height: '3 m' }, location: undefined };
    await submit(trees, [SUBJECTS.assignReport, { departmentId: 'green' }]);
  });
  afterAll(() => reports.close());

  const office = (by: Actor, query: object = {}): Promise<ExportPage<ExportedReport>> =>
    reports.value(SUBJECTS.exportReports, query, by);
  const open = (by: Actor = anyone, query: object = {}): Promise<ExportPage<OpenReport>> =>
    reports.value(SUBJECTS.openData, query, by);
  const listed = async (by: Actor): Promise<readonly string[]> =>
    (await office(by)).items.map(({ code }) => code).sort();

  it('go to the front office whole, to a department its own, and to others not at all', async () => {
    expect(await listed(operator)).toEqual([...codes].sort());
    expect(await listed(roads)).toEqual(codes.slice(0, 6).sort());
    expect(await listed(green)).toEqual(codes.slice(6));
    expect(await listed(operatorElsewhere)).toEqual([]);
    expect(await reports.refusal(SUBJECTS.exportReports, {}, anyone)).toBe('NOT_ALLOWED');
    expect((await open(operatorElsewhere)).items).toEqual([]);
  });

  it('hold neither a person nor a word of theirs', async () => {
    const written = JSON.stringify([await office(operator), await open()]);
    // Three letters or digits alone may stand in any code or version.
    expect(written).not.toMatch(/Gelsomina|Quagliarulo|333 ?1234567|Voragine|spaccatura|Garibaldi|3 m|sealed|"urp"/);
  });

  it('are open to everybody where they are public and in charge, by day and square, and lead to no page', async () => {
    const { items } = await open();
    const square = { lat: expect.closeTo(41.5, 2) as number, lon: expect.closeTo(13.5, 2) as number };
    const pothole = { category: 'potholes', status: 'assigned', department: 'roads', submittedOn: '2026-03-02' };
    expect(items).toHaveLength(5);
    expect(items.filter(({ lat }) => lat !== undefined)).toEqual(
      [1, 2, 3].map(() => ({ type: 'issue', ...pothole, assignedOn: '2026-03-02', ...square })),
    );
    expect(new Set(items.flatMap(({ lat, lon }) => (lat === undefined ? [] : [`${lat} ${lon}`]))).size).toBe(1);
    expect(JSON.stringify(items)).not.toMatch(new RegExp([...codes, '41\\.5001', '41\\.7', '13\\.7'].join('|')));
  });

  it('are counted for everybody as far as they are open', async () => {
    const counted = await reports.value(SUBJECTS.openDataStatistics, { to: '2026-04-01T00:00:00Z' }, anyone);
    expect(counted).toMatchObject({
      all: { total: 5, charged: 5 },
      parts: [
        { part: 'potholes', total: 4 },
        { part: 'trees', total: 1 },
      ],
    });
  });

  it('change their version when something happens, and only then', async () => {
    const [before, again] = [await open(), await open()];
    expect(again.version).toBe(before.version);
    const [code = ''] = codes;
    await reports.command(SUBJECTS.startWork, code, {});
    await reports.shows(code);
    expect((await open()).version).not.toBe(before.version);
  });

  it('come page by page, each exactly once, while they change', async () => {
    const admin = new Client(reports.db.adminUrl);
    await admin.connect();
    const copies = 2 * EXPORT_PAGE;
    // Of the same moment and of others: the code decides.
    await admin.query(
      `insert into reports.report_times_v1_g1
       select (jsonb_populate_record(r, jsonb_build_object('code', c, 'submitted_at', r.submitted_at + n % 3 * interval '1 second'))).*
       from reports.report_times_v1_g1 as r, unnest($2::text[]) with ordinality as copies(c, n) where r.code = $1`,
      [codes[0], Array.from({ length: copies }, aCode)],
    );
    await admin.end();
    const seen: string[] = [];
    let after: object | undefined;
    do {
      const page = await office(operator, after === undefined ? {} : { after });
      seen.push(...page.items.map(({ code }) => code));
      after = page.next;
      await reports.command(SUBJECTS.addNote, codes[3] ?? '', { note: 'Intanto' });
    } while (after !== undefined);
    expect(seen).toHaveLength(copies + codes.length);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('are those of a time, a category, a state', async () => {
    expect((await office(operator, { category: 'trees', status: 'assigned' })).items).toHaveLength(1);
    expect((await office(operator, { to: '2026-03-01T00:00:00Z' })).items).toEqual([]);
  });
});
