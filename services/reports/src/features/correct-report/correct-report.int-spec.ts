import { SUBJECTS, type CommandReply, type HistoryEntry, type ReportStatus } from '@sportello/contracts';
import { green, operator, RunningReports } from '../../testing/running-reports';

describe('a correction', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  });
  afterAll(() => reports.close());

  const outcome = ({ status, revision }: CommandReply): [ReportStatus, number] => [status, revision];

  it('decides department, deadline and visibility again when a report is reclassified', async () => {
    const { code } = await reports.submit();
    await reports.command(SUBJECTS.correctReport, code, { type: 'complaint', category: 'trees' });
    const page = await reports.page(code);
    expect(page).toMatchObject({
      type: 'complaint',
      category: 'trees',
      visibility: 'private',
      dueBy: '2026-04-14T21:59:59.000Z',
    });
    expect(outcome(await reports.command(SUBJECTS.startWork, await handed(code), {}, green))).toEqual([
      'in_progress',
      4,
    ]);
  });
  /** The department that the new category proposes may take charge by itself. */
  async function handed(code: string): Promise<string> {
    await reports.command(SUBJECTS.assignReport, code, { departmentId: 'green' }, green);
    return code;
  }

  it('replaces the place, coordinates and address together', async () => {
    const { code } = await reports.submit();
    await reports.command(SUBJECTS.correctReport, code, { location: { lat: 41.6, lon: 13.6 } });
    expect((await reports.page(code)).location).toEqual({ lat: 41.6, lon: 13.6 });
    await reports.command(SUBJECTS.correctReport, code, { location: { address: 'Via Mazzini 3' } });
    expect((await reports.page(code)).location).toEqual({ address: 'Via Mazzini 3' });
    const outside = { code, body: { location: { lat: 45, lon: 9 } } };
    expect(await reports.refusal(SUBJECTS.correctReport, outside, operator)).toBe('OUTSIDE_MUNICIPALITY');
  });

  it('of kind and place is all or nothing', async () => {
    const { code } = await reports.submit();
    const correct = (body: object): Promise<string> =>
      reports.refusal(SUBJECTS.correctReport, { code, body }, operator, {
        commandId: '6f1c1f0a-7c0e-4e0e-9d0a-0000000000c1',
      });
    expect(await correct({ type: 'suggestion', location: { lat: 45, lon: 9 } })).toBe('OUTSIDE_MUNICIPALITY');
    expect(await correct({ category: 'dragons', location: { lat: 41.6, lon: 13.6 } })).toBe('UNKNOWN_CATEGORY');
    expect(await reports.page(code)).toMatchObject({ type: 'issue', revision: 0, location: { lat: 41.5 } });
    const both = { type: 'suggestion', location: { lat: 41.6, lon: 13.6, address: 'Via Mazzini 3' } };
    expect([await correct(both), await correct(both)]).toEqual(['none', 'none']);
    const history = await reports.value<HistoryEntry[]>(SUBJECTS.reportHistory, { code }, operator);
    expect(history.map(({ type }) => type)).toEqual(['report.submitted', 'report.reclassified', 'report.relocated']);
    expect(await reports.page(code)).toMatchObject({
      type: 'suggestion',
      revision: 2,
      location: { lat: 41.6, lon: 13.6, address: 'Via Mazzini 3' },
    });
  });
});
