import { SUBJECTS } from '@sportello/contracts';
import { RunningReports, operator } from './testing/running-reports';

describe('a report from the first word to the last', () => {
  let reports: RunningReports;
  beforeAll(async () => {
    reports = await RunningReports.open();
  }, 60_000);
  afterAll(() => reports.close());

  it('is submitted, assigned, started and resolved, and its page shows four dated steps', async () => {
    const { code, status, revision, trackingToken, dueBy } = await reports.submit();
    expect({ status, revision, dueBy }).toEqual({ status: 'submitted', revision: 0, dueBy: '2026-03-16T22:59:59.000Z' });
    expect(trackingToken).not.toBe('');
    reports.now = '2026-03-03T09:00:00.000Z';
    expect(await reports.command(SUBJECTS.assignReport, code, { departmentId: 'roads' })).toEqual({ code, status: 'assigned', revision: 1 });
    reports.now = '2026-03-04T09:00:00.000Z';
    expect(await reports.command(SUBJECTS.startWork, code, {})).toEqual({ code, status: 'in_progress', revision: 2 });
    reports.now = '2026-03-05T09:00:00.000Z';
    const resolved = await reports.command(SUBJECTS.resolveReport, code, { outcome: 'fixed', note: 'Chiusa' });
    expect(resolved).toEqual({ code, status: 'resolved', revision: 3 });

    await reports.shows(code, 3);
    const page = await reports.page(code, operator);
    expect(page.timeline).toEqual([
      { status: 'submitted', step: 'submitted', at: '2026-03-02T09:00:00.000Z' },
      { status: 'assigned', step: 'assigned', at: '2026-03-03T09:00:00.000Z', department: 'roads' },
      { status: 'in_progress', step: 'started', at: '2026-03-04T09:00:00.000Z' },
      { status: 'resolved', step: 'resolved', at: '2026-03-05T09:00:00.000Z', outcome: 'fixed', note: 'Chiusa' },
    ]);
  });
});
