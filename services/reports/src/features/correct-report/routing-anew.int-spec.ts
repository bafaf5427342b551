import { SUBJECTS, type HistoryEntry, type WorkQueueItem, type WorkQueuePage } from '@sportello/contracts';
import { aMunicipalityWithAreas, OLD_TOWN, OUTSIDE } from '../../testing/a-municipality-with-areas';
import { anyone, green, operator, roads, RunningReports } from '../../testing/running-reports';

const WITH_RULES = aMunicipalityWithAreas([
  { id: 'night', when: { times: [{ from: '22:00', to: '06:00' }] }, then: { department: 'green' } },
  { id: 'complaints', when: { kinds: ['complaint'], answers: { size: ['small'] } }, then: { priority: 'urgent' } },
  { id: 'old-town', when: { areas: ['old-town'] }, then: { department: 'green', priority: 'high' } },
]);

describe('A report that is corrected while nobody is in charge', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
    reports.municipalities.replace([WITH_RULES]);
  });
  afterAll(() => reports.close());

  async function submitted(location: object, body: object = {}): Promise<string> {
    return (await reports.submit({ location, ...body }, anyone)).code;
  }
  const correct = (code: string, body: object): Promise<unknown> => reports.command(SUBJECTS.correctReport, code, body);
  async function line(code: string): Promise<WorkQueueItem | undefined> {
    await reports.shows(code);
    const { items } = await reports.value<WorkQueuePage>(SUBJECTS.workQueue, { pageSize: 100 }, operator);
    return items.find((one) => one.code === code);
  }
  /** In whose list it stands and how urgent. */
  async function routed(code: string): Promise<readonly unknown[]> {
    const item = await line(code);
    return [item?.department, item?.priority];
  }
  async function lastFacts(code: string): Promise<HistoryEntry['data'] | undefined> {
    return (await reports.value<readonly HistoryEntry[]>(SUBJECTS.reportHistory, { code }, operator)).at(-1)?.data;
  }

  it('goes to where the rules send its new place, and the event says which of them did', async () => {
    const code = await submitted(OUTSIDE);
    expect(await routed(code)).toEqual(['roads', 'normal']);
    await correct(code, { location: OLD_TOWN });
    expect(await routed(code)).toEqual(['green', 'high']);
    expect(await lastFacts(code)).toEqual({
      location: OLD_TOWN,
      proposedDepartment: 'green',
      priority: 'high',
      routingRule: 'old-town',
      rulesVersion: 'rules-2',
    });
    const take = { code, body: { departmentId: 'green' } };
    expect(await reports.refusal(SUBJECTS.assignReport, take, roads)).toBe('REPORT_NOT_FOUND');
    expect(await reports.refusal(SUBJECTS.assignReport, take, green)).toBe('none');
  });

  it('goes back to the department of its category, without the urgency, when no rule fits any more', async () => {
    const code = await submitted(OLD_TOWN);
    expect(await routed(code)).toEqual(['green', 'high']);
    await correct(code, { location: OUTSIDE });
    expect(await routed(code)).toEqual(['roads', 'normal']);
    await correct(code, { location: OLD_TOWN });
    await correct(code, { location: { address: 'Via Garibaldi 12' } });
    expect(await routed(code)).toEqual(['roads', 'normal']);
  });

  it('goes by its new kind or category, its answers and its place together', async () => {
    const code = await submitted(OUTSIDE);
    await correct(code, { type: 'complaint' });
    expect(await routed(code)).toEqual(['roads', 'urgent']);
    await correct(code, { type: 'issue', location: OLD_TOWN });
    expect(await routed(code)).toEqual(['green', 'high']);
    await correct(code, { type: 'suggestion', category: 'trees', location: OUTSIDE });
    expect(await routed(code)).toEqual(['green', 'normal']);
  });

  it('has no answers for the rules once its texts were redacted', async () => {
    const code = await submitted(OUTSIDE);
    await reports.command(SUBJECTS.redactText, code, {});
    await correct(code, { type: 'complaint' });
    expect(await routed(code)).toEqual(['roads', 'normal']);
  });

  it('came in when it came in: hours of rules are those of the submission', async () => {
    const code = await submitted(OUTSIDE);
    reports.now = '2026-03-02T22:30:00.000Z';
    await correct(code, { location: { lat: 41.8, lon: 13.8 } });
    expect(await routed(code)).toEqual(['roads', 'normal']);
    reports.now = '2026-03-02T09:00:00.000Z';
  });

  it('keeps the priority that a person gave', async () => {
    const code = await submitted(OUTSIDE);
    await reports.command(SUBJECTS.prioritiseReport, code, { priority: 'low' });
    await correct(code, { location: OLD_TOWN });
    expect(await routed(code)).toEqual(['green', 'low']);
  });

  it('stays with whoever is in charge once somebody is', async () => {
    const code = await submitted(OUTSIDE);
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' });
    await correct(code, { location: OLD_TOWN });
    expect(await lastFacts(code)).toEqual({ location: OLD_TOWN });
    await correct(code, { type: 'complaint' });
    expect(await routed(code)).toEqual(['roads', 'normal']);
  });

  it('stands alike in every read model when it is built again', async () => {
    for (const name of ['work_queue', 'status_page', 'report_times'])
      expect((await reports.verify(name)).differences).toEqual([]);
  });
});
