import { SUBJECTS, type HistoryEntry, type ListPage, type WorkQueueItem } from '@sportello/contracts';
import { aMunicipalityWithAreas, OLD_TOWN, OUTSIDE } from '../../testing/a-municipality-with-areas';
import { anyone, operator, RunningReports } from '../../testing/running-reports';

const WITH_RULES = aMunicipalityWithAreas([
  { id: 'night', when: { times: [{ from: '22:00', to: '06:00' }] }, then: { priority: 'urgent' } },
  { id: 'old-town', when: { areas: ['old-town'], categories: ['potholes'] }, then: { department: 'green' } },
]);

describe('New reports under routing rules', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
    reports.municipalities.replace([WITH_RULES]);
  });
  afterAll(() => reports.close());

  /** Where it stands in the work queue, how urgent, and the rule that its history names. */
  async function routed(body: object): Promise<readonly unknown[]> {
    const { code } = await reports.submit(body, anyone);
    await reports.shows(code);
    const { items } = await reports.value<ListPage<WorkQueueItem>>(SUBJECTS.workQueue, { pageSize: 100 }, operator);
    const item = items.find((one) => one.code === code);
    const [first] = await reports.value<readonly HistoryEntry[]>(SUBJECTS.reportHistory, { code }, operator);
    const { proposedDepartment, routingRule, rulesVersion } = first?.data ?? {};
    return [proposedDepartment, item?.priority, routingRule, rulesVersion];
  }

  it('go where the first rule that fits sends them', async () => {
    expect(await routed({ location: OLD_TOWN })).toEqual(['green', 'normal', 'old-town', 'rules-2']);
  });

  it('go to the department of their category when none fits', async () => {
    expect(await routed({ location: OUTSIDE })).toEqual(['roads', 'normal', undefined, 'rules-2']);
    expect(await routed({ location: { address: 'Via Garibaldi' } })).toEqual(['roads', 'normal', undefined, 'rules-2']);
  });

  it('are as urgent as the rule says, by the clocks of the Comune', async () => {
    reports.now = '2026-07-01T20:30:00.000Z';
    expect(await routed({ location: OLD_TOWN })).toEqual(['roads', 'urgent', 'night', 'rules-2']);
    reports.now = '2026-03-02T09:00:00.000Z';
  });

  it('follow new rules from the moment on when they are there', async () => {
    const place = { location: OLD_TOWN };
    expect(await routed(place)).toEqual(['green', 'normal', 'old-town', 'rules-2']);
    const everything = { id: 'all', when: {}, then: { priority: 'low' } } as const;
    reports.municipalities.replace([{ ...WITH_RULES, rulesVersion: 'rules-3', routing: [everything] }]);
    expect(await routed(place)).toEqual(['roads', 'low', 'all', 'rules-3']);
    reports.municipalities.replace([WITH_RULES]);
  });

  it('keep the priority that a rule gave until a person gives another', async () => {
    reports.now = '2026-07-01T20:30:00.000Z';
    const { code } = await reports.submit();
    const same = await reports.command(SUBJECTS.prioritiseReport, code, { priority: 'urgent' });
    expect(same.revision).toBe(0);
    expect((await reports.command(SUBJECTS.prioritiseReport, code, { priority: 'low' })).revision).toBe(1);
    await reports.shows(code);
    expect((await reports.verify('work_queue')).differences).toEqual([]);
    reports.now = '2026-03-02T09:00:00.000Z';
  });
});
