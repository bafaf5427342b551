import {
  SUBJECTS,
  type HistoryEntry,
  type ListPage,
  type PublicReport,
  type ReportPage,
  type ServiceHealth,
  type WorkQueueItem,
} from '@sportello/contracts';
import { eventually } from '@sportello/event-sourcing/testing';
import { aCode, anyone, green, operator, roads, RunningReports } from '../testing/running-reports';

describe('what can be asked about reports', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  const publicCodes = async (query: object): Promise<string[]> => {
    const list = await reports.value<ListPage<PublicReport>>(SUBJECTS.publicReports, query, anyone);
    return list.items.map(({ code }) => code);
  };
  const queue = (query: object, by = operator): Promise<ListPage<WorkQueueItem>> =>
    reports.value<ListPage<WorkQueueItem>>(SUBJECTS.workQueue, query, by);
  const queuedCodes = async (query: object, by = operator): Promise<string[]> =>
    (await queue(query, by)).items.map(({ code }) => code);

  /** A public report that the roads department took charge of, shown by the read models. */
  async function listed(body: object = {}): Promise<string> {
    const { code } = await reports.submit(body);
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    await reports.shows(code);
    return code;
  }

  it('answers about a report that the read model has not seen, from the log', async () => {
    const { code } = await reports.submit();
    expect(await reports.value<ReportPage>(SUBJECTS.reportPage, { code }, operator)).toMatchObject({
      status: 'submitted',
      subject: 'Voragine pericolosa',
      location: { lat: 41.5, lon: 13.5, address: 'Via Garibaldi 12' },
      revision: 0,
      redacted: false,
    });
    expect(await reports.refusal(SUBJECTS.reportPage, { code: aCode() }, operator)).toBe('REPORT_NOT_FOUND');
  });

  it('lists what is public once somebody took charge, and nothing else', async () => {
    const { code: unassigned } = await reports.submit();
    const complaint = await listed({ type: 'complaint' });
    const shown = await listed();
    await reports.shows(unassigned);
    const codes = await publicCodes({ pageSize: 100 });
    expect(codes).toContain(shown);
    expect(codes).not.toContain(unassigned);
    expect(codes).not.toContain(complaint);
    const { items } = await reports.value<ListPage<PublicReport>>(SUBJECTS.publicReports, { q: 'voragine' }, anyone);
    expect(items.find(({ code }) => code === shown)).toEqual({
      code: shown,
      type: 'issue',
      category: 'potholes',
      status: 'assigned',
      submittedAt: '2026-03-02T09:00:00.000Z',
      department: 'roads',
      subject: 'Voragine pericolosa',
      location: { lat: 41.5, lon: 13.5, address: 'Via Garibaldi 12' },
      revision: 1,
    });
  });

  it('finds by place, words, status, category and date', async () => {
    const code = await listed({
      subject: 'Lampione spento',
      description: 'Da ieri sera',
      location: { lat: 41.9, lon: 13.9 },
    });
    expect(await publicCodes({ bbox: '13.85,41.85,13.95,41.95' })).toEqual([code]);
    expect(await publicCodes({ bbox: '13.1,41.1,13.2,41.2' })).toEqual([]);
    expect(await publicCodes({ q: 'lampioni SPENTI' })).toEqual([code]);
    expect(await publicCodes({ q: 'lampioni accesi' })).toEqual([]);
    expect(await publicCodes({ q: 'di', pageSize: 100 })).toEqual([]);
    expect(await publicCodes({ q: 'lampione', status: 'assigned', category: 'potholes' })).toEqual([code]);
    expect(await publicCodes({ q: 'lampione', status: 'resolved' })).toEqual([]);
    expect(await publicCodes({ q: 'lampione', category: 'trees' })).toEqual([]);
    expect(await publicCodes({ q: 'lampione', since: '2026-03-02T09:00:00Z' })).toEqual([code]);
    expect(await publicCodes({ q: 'lampione', since: '2026-03-02T09:00:01Z' })).toEqual([]);
    expect(await reports.refusal(SUBJECTS.publicReports, { bbox: '14,42,13,41' }, anyone)).toBe('INVALID_REQUEST');
    const asked = ['since', 'asOf'].flatMap((field) =>
      ['2026-W10', '9999-12-31T23:59:59-14:00'].map((at) => ({ [field]: at })),
    );
    for (const query of asked)
      expect(await reports.refusal(SUBJECTS.publicReports, query, anyone)).toBe('INVALID_REQUEST');
  });

  it('pages through a list without losing or repeating one', async () => {
    const codes = new Set([
      await listed({ subject: 'Fontana secca' }),
      await listed({ subject: 'Fontana rotta' }),
      await listed({ subject: 'Fontana sporca' }),
    ]);
    const first = await reports.value<ListPage<PublicReport>>(
      SUBJECTS.publicReports,
      { q: 'fontana', pageSize: 2 },
      anyone,
    );
    const second = await reports.value<ListPage<PublicReport>>(
      SUBJECTS.publicReports,
      { q: 'fontana', pageSize: 2, page: 2 },
      anyone,
    );
    expect([first.total, first.items.length, second.items.length]).toEqual([3, 2, 1]);
    expect(new Set([...first.items, ...second.items].map(({ code }) => code))).toEqual(codes);
  });

  it('shows page and list as they stood: facts of that day, rights of today', async () => {
    const { code } = await reports.submit({ subject: 'Tombino aperto' });
    reports.now = '2026-03-03T09:00:00.000Z';
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads', note: 'Ci pensiamo noi' });
    reports.now = '2026-03-04T09:00:00.000Z';
    await reports.command(SUBJECTS.correctReport, code, { location: { lat: 41.2, lon: 13.2 } });
    await reports.command(SUBJECTS.resolveReport, code, { outcome: 'fixed' });
    await reports.shows(code);

    const at = (asOf: string): Promise<ReportPage> => reports.page(code, anyone, { asOf });
    expect(await at('2026-03-02T10:00:00Z')).toMatchObject({
      status: 'submitted',
      revision: 0,
      location: { lat: 41.5 },
    });
    expect(await at('2026-03-03T09:00:00Z')).toMatchObject({ status: 'assigned', revision: 1, department: 'roads' });
    expect((await reports.page(code, operator, { asOf: '2026-03-03T09:00:00Z' })).timeline.at(-1)?.note).toBe(
      'Ci pensiamo noi',
    );
    expect(await at('2026-03-09T00:00:00Z')).toMatchObject({
      status: 'resolved',
      outcome: 'fixed',
      location: { lat: 41.2 },
    });
    expect(await reports.refusal(SUBJECTS.reportPage, { code, asOf: '2026-03-01T00:00:00Z' }, anyone)).toBe(
      'REPORT_NOT_FOUND',
    );

    const wide = { q: 'tombino', asOf: '2026-03-03T12:00:00Z' };
    expect(await publicCodes({ ...wide, status: 'assigned', bbox: '13.4,41.4,13.6,41.6' })).toEqual([code]);
    expect(await publicCodes({ ...wide, status: 'resolved' })).toEqual([]);
    expect(await publicCodes({ q: 'tombino', asOf: '2026-03-01T00:00:00Z' })).toEqual([]);

    await reports.command(SUBJECTS.setVisibility, code, { visibility: 'private' });
    expect(await at('2026-03-03T09:00:00Z')).not.toHaveProperty('subject');
    expect(await publicCodes(wide)).toEqual([]);
    reports.now = '2026-03-02T09:00:00.000Z';
  });

  it('gives each department its own work, and the front office all of it', async () => {
    const { code: pothole } = await reports.submit({ subject: 'Asfalto sollevato' });
    const { code: tree } = await reports.submit({
      subject: 'Asfalto e radici',
      category: 'trees',
      answers: { height: '3 m' },
    });
    const { code: handed } = await reports.submit({ subject: 'Asfalto rotto' });
    await reports.command(SUBJECTS.assignReport, handed, { departmentId: 'green', assigneeId: 'verde' });
    await Promise.all([pothole, tree, handed].map((code) => reports.shows(code)));
    const sorted = async (query: object, by = operator): Promise<string[]> =>
      (await queuedCodes({ q: 'asfalto radici sollevato rotto'.split(' ')[0], ...query }, by)).sort();

    const ours = new Set([pothole, tree, handed]);
    const among = async (query: object, by = operator): Promise<Set<string>> =>
      new Set((await sorted({ pageSize: 100, ...query }, by)).filter((code) => ours.has(code)));
    expect(await among({})).toEqual(ours);
    expect(await among({}, roads)).toEqual(new Set([pothole]));
    expect(await among({}, green)).toEqual(new Set([tree, handed]));
    expect(await among({ department: 'green' })).toEqual(new Set([tree, handed]));
    expect(await among({ assignee: 'verde' }, green)).toEqual(new Set([handed]));
    expect(await among({ category: 'trees' })).toEqual(new Set([tree]));
    expect(await among({ status: ['assigned'] })).toEqual(new Set([handed]));
    expect(await reports.refusal(SUBJECTS.workQueue, { department: 'green' }, roads)).toBe('NOT_ALLOWED');
  });

  it('orders the queue by deadline, age or priority, and tells what is overdue by the clock of now', async () => {
    const { code: slow } = await reports.submit({ subject: 'Ringhiera storta', type: 'suggestion' });
    reports.now = '2026-03-03T09:00:00.000Z';
    const { code: quick } = await reports.submit({ subject: 'Ringhiera rotta' });
    await reports.command(SUBJECTS.prioritiseReport, slow, { priority: 'urgent' });
    await Promise.all([slow, quick].map((code) => reports.shows(code)));
    const q = 'ringhiera';
    expect(await queuedCodes({ q })).toEqual([quick, slow]);
    expect(await queuedCodes({ q, sort: 'dueBy' })).toEqual([quick, slow]);
    expect(await queuedCodes({ q, sort: '-dueBy' })).toEqual([slow, quick]);
    expect(await queuedCodes({ q, sort: 'submittedAt' })).toEqual([slow, quick]);
    expect(await queuedCodes({ q, sort: '-submittedAt' })).toEqual([quick, slow]);
    expect(await queuedCodes({ q, sort: 'priority' })).toEqual([slow, quick]);

    reports.now = '2026-03-20T09:00:00.000Z';
    expect(await queuedCodes({ q, overdue: 'true' })).toEqual([quick]);
    expect(await queuedCodes({ q, overdue: 'false' })).toEqual([slow]);
    expect((await queue({ q })).items.map(({ overdue }) => overdue)).toEqual([true, false]);
    await reports.command(SUBJECTS.rejectReport, quick, { reason: 'Privata' });
    await reports.shows(quick);
    expect(await queuedCodes({ q })).toEqual([slow]);
    expect(await queuedCodes({ q, status: ['rejected'] })).toEqual([quick]);
    expect(new Set(await queuedCodes({ q, status: ['rejected', 'submitted'] }))).toEqual(new Set([quick, slow]));
    reports.now = '2026-03-02T09:00:00.000Z';
  });

  it('tells the whole history, with what was written and who did it, to those who answer for the report', async () => {
    const { code } = await reports.submit();
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    await reports.command(SUBJECTS.addNote, code, { note: 'Solo per noi' }, roads);
    const history = await reports.value<HistoryEntry[]>(SUBJECTS.reportHistory, { code }, roads);
    expect(history.map(({ revision, type, actor }) => [revision, type, actor])).toEqual([
      [0, 'report.submitted', { kind: 'anonymous' }],
      [1, 'report.assigned', { kind: 'staff', id: 'urp' }],
      [2, 'report.note-added', { kind: 'staff', id: 'strade' }],
    ]);
    expect(history[0]?.data).toMatchObject({
      subject: 'Voragine pericolosa',
      answers: { size: 'small' },
      category: 'potholes',
    });
    expect(history[2]?.data).toEqual({ public: false, text: 'Solo per noi' });
    expect(JSON.stringify(history)).not.toMatch(/Quagliarulo|333|sealed|searchTokens|contactHmacs/);
    expect(await reports.refusal(SUBJECTS.reportHistory, { code }, green)).toBe('NOT_ALLOWED');
  });

  it('is well when everything it needs answers', async () => {
    // A part that does not answer in time is not well at that moment.
    await eventually(async () => (await reports.health()).ready);
    await eventually(async () => (await reports.value<ServiceHealth>(SUBJECTS.reportsHealth, {}, anyone)).ready);
    expect(await reports.health()).toMatchObject({ service: 'reports' });
  });
});
