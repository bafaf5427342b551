import { SUBJECTS, type WorkQueuePage } from '@sportello/contracts';
import { green, operator, operatorElsewhere, roads, RunningReports } from '../../testing/running-reports';

describe('the work queue', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  const queue = (query: object, by = operator): Promise<WorkQueuePage> =>
    reports.value<WorkQueuePage>(SUBJECTS.workQueue, query, by);
  const codes = async (query: object, by = operator): Promise<string[]> =>
    (await queue({ pageSize: 100, ...query }, by)).items.map(({ code }) => code);

  /** A report that the lists show; `steps` are commands on it. */
  async function listed(
    body: object,
    ...steps: readonly (readonly [subject: string, body: object])[]
  ): Promise<string> {
    const { code } = await reports.submit(body);
    for (const [subject, said] of steps) await reports.command(subject, code, said);
    await reports.shows(code);
    return code;
  }

  it('shows what is late first, then what is due soonest, and last what waits for the reporter, whose clock stands still', async () => {
    const q = 'cancello';
    const assigned = [SUBJECTS.assignReport, { departmentId: 'roads' }] as const;
    const waiting = await listed({ subject: 'Cancello uno' }, assigned, [
      SUBJECTS.requestInformation,
      { question: 'Dove?' },
    ]);
    const late = await listed({ subject: 'Cancello due' }, assigned);
    const closed = await listed({ subject: 'Cancello tre' }, assigned, [SUBJECTS.resolveReport, { outcome: 'fixed' }]);
    reports.now = '2026-03-10T09:00:00.000Z';
    const later = await listed({ subject: 'Cancello quattro', type: 'suggestion' });
    const soon = await listed({ subject: 'Cancello cinque' });
    reports.now = '2026-03-18T09:00:00.000Z';
    expect(await codes({ q })).toEqual([late, soon, later, waiting]);
    expect((await queue({ q })).items.map(({ overdue }) => overdue)).toEqual([true, false, false, false]);
    expect(await codes({ q, overdue: 'true' })).toEqual([late]);
    expect(await codes({ q, overdue: 'false' })).toEqual([soon, later, waiting]);
    const all = ['submitted', 'assigned', 'waiting_for_reporter', 'resolved'];
    expect(await codes({ q, status: all })).toEqual([late, soon, later, waiting, closed]);
    expect(await queue({ q, counts: 'true' })).toMatchObject({
      total: 4,
      atLeast: false,
      counts: {
        overdue: 1,
        statuses: [
          { status: 'assigned', total: 1 },
          { status: 'submitted', total: 2 },
          { status: 'waiting_for_reporter', total: 1 },
        ],
        departments: [{ department: 'roads', total: 4, overdue: 1 }],
      },
    });
    reports.now = '2026-03-02T09:00:00.000Z';
  });

  it('filters by kind, channel, priority and the day of arrival', async () => {
    const q = 'fontanella';
    const first = await listed({ subject: 'Fontanella chiusa' });
    reports.now = '2026-03-04T09:00:00.000Z';
    const second = await listed({ subject: 'Fontanella rotta', type: 'suggestion' }, [
      SUBJECTS.prioritiseReport,
      { priority: 'high' },
    ]);
    const { code: third } = await reports.submit({ subject: 'Fontanelle nuove' }, operator, 'phone');
    await reports.shows(third);
    expect(await codes({ q, type: 'suggestion' })).toEqual([second]);
    expect(await codes({ q, channel: 'phone' })).toEqual([third]);
    expect(await codes({ q, priority: 'high' })).toEqual([second]);
    expect(await codes({ q, until: '2026-03-04T09:00:00Z' })).toEqual([first]);
    expect(new Set(await codes({ q, since: '2026-03-04T10:00:00+01:00' }))).toEqual(new Set([second, third]));
    expect(await codes({ q, since: '2026-03-04T09:00:01Z' })).toEqual([]);
    expect(await codes({ q, type: 'suggestion', channel: 'phone' })).toEqual([]);
    reports.now = '2026-03-02T09:00:00.000Z';
  });

  it('counts for a department its own reports alone', async () => {
    const q = 'ortensia';
    await listed({ subject: 'Ortensie secche' });
    await listed({ subject: 'Ortensie secche', category: 'trees', answers: { height: '1 m' } });
    const departmentsOf = async (by: typeof operator): Promise<unknown> =>
      (await queue({ q, counts: 'true' }, by)).counts?.departments;
    const one = (department: string): object => ({ department, total: 1, overdue: 0 });
    expect(await departmentsOf(operator)).toEqual([one('green'), one('roads')]);
    expect(await departmentsOf(green)).toEqual([one('green')]);
    expect(await departmentsOf({ ...roads, departments: ['roads', 'green'] })).toEqual([one('green'), one('roads')]);
    expect(await departmentsOf({ ...roads, departments: [] })).toEqual([]);
    expect(await departmentsOf(operatorElsewhere)).toEqual([]);
    expect((await queue({ q })).counts).toBeUndefined();
  });

  describe('from page to page by cursor', () => {
    const q = 'panchina';
    const ours: string[] = [];
    beforeAll(async () => {
      for (const subject of ['Panchina rossa', 'Panchina verde', 'Panchine blu', 'Panchina nera', 'Panchina gialla'])
        ours.push(await listed({ subject }));
    });

    it('shows each report once, and says which page it is', async () => {
      const first = await queue({ q, pageSize: 2 });
      const second = await queue({ q, pageSize: 2, cursor: first.next });
      const third = await queue({ q, pageSize: 2, cursor: second.next });
      const pages = [first, second, third];
      expect(pages.map(({ page, items, total }) => [page, items.length, total])).toEqual([
        [1, 2, 5],
        [2, 2, 5],
        [3, 1, 5],
      ]);
      expect(pages.flatMap(({ items }) => items.map(({ code }) => code))).toEqual([...ours].sort());
      expect(third).not.toHaveProperty('next');
      expect((await queue({ q, pageSize: 5 })).next).toBeUndefined();
    });

    it('a report that moves down is not shown again, and one that moves up hides no other', async () => {
      const first = await queue({ q, pageSize: 2 });
      const [moved] = first.items;
      const rest = [...ours].sort().slice(2);
      const upwards = rest.at(-1) ?? '';
      await reports.command(SUBJECTS.changeDeadline, moved?.code ?? '', { dueBy: '2026-06-01T22:00:00Z' });
      await reports.command(SUBJECTS.changeDeadline, upwards, { dueBy: '2026-03-03T22:00:00Z' });
      await Promise.all([moved?.code ?? '', upwards].map((code) => reports.shows(code)));
      const second = await queue({ q, pageSize: 10, cursor: first.next });
      expect(second.items.map(({ code }) => code)).toEqual(rest.filter((code) => code !== upwards));
      // Begun again, the list has everything where it stands now.
      expect((await codes({ q })).at(0)).toBe(upwards);
      expect((await codes({ q })).at(-1)).toBe(moved?.code);
    });

    it('goes on where it was while the read model is built anew', async () => {
      const all = await codes({ q });
      const first = await queue({ q, pageSize: 2 });
      await reports.rebuild('work_queue');
      const rest = await queue({ q, pageSize: 10, cursor: first.next });
      expect([...first.items, ...rest.items].map(({ code }) => code)).toEqual(all);
      expect((await reports.verify('work_queue')).differences).toEqual([]);
    });

    it('is refused when it is forged, or of another list, order, reader or Comune', async () => {
      const { next: cursor = '' } = await queue({ q, pageSize: 2 });
      const changed = `${cursor[0] === 'A' ? 'B' : 'A'}${cursor.slice(1)}`;
      for (const [query, by] of [
        [{ q, cursor: changed }, operator],
        [{ q, cursor: 'x' }, operator],
        [{ cursor }, operator],
        [{ q: 'altro', cursor }, operator],
        [{ q, cursor, sort: 'priority' }, operator],
        [{ q, cursor, department: 'roads' }, operator],
        [{ q, cursor }, roads],
        [
          { q, cursor },
          { ...operator, id: 'another' },
        ],
        [
          { q, cursor },
          { ...operatorElsewhere, id: operator.id },
        ],
        [{ q, cursor, page: 2 }, operator],
      ] as const) {
        const reply = await reports.ask(SUBJECTS.workQueue, query, by);
        expect(reply).toMatchObject({
          ok: false,
          refusal: { code: 'INVALID_REQUEST', errors: [{ message: expect.stringMatching(/cursor/) }] },
        });
      }
      expect((await queue({ q, cursor, pageSize: 50 })).items.length).toBeGreaterThan(0);
    });
  });
});
