import type { ReportEvent } from '../../domain/report';
import { assigned, CODE, factAt, facts, folded, march, submitted } from '../../testing/facts';
import { foldReportTimes, type ReportTimesRow } from './report-times.fold';

const times = (...events: ReportEvent[]): ReportTimesRow => folded(foldReportTimes, facts(submitted, ...events));
const resolved: ReportEvent = { type: 'report.resolved', data: { outcome: 'fixed' } };
const reopened: ReportEvent = { type: 'report.reopened', data: { dueBy: march(30) } };

describe('the times of a report', () => {
  it('counts the charge from the first assignment, whoever answers for it later', () => {
    const other = assigned({ department: 'green', firstTime: false });
    expect(times()).toMatchObject({ submittedAt: march(1), assignedAt: null, queue: 'roads' });
    expect(times(assigned(), other)).toMatchObject({ assignedAt: march(2), department: 'green', queue: 'green' });
  });

  it.each<[ReportEvent, string | null]>([
    [resolved, 'fixed'],
    [{ type: 'report.rejected', data: {} }, null],
    [{ type: 'report.withdrawn', data: {} }, null],
    [{ type: 'report.marked-duplicate', data: { of: CODE } }, null],
  ])('ends with $type', (end, outcome) => {
    expect(times(assigned(), end)).toMatchObject({ endedAt: march(3), outcome });
  });

  it('has not ended once it is reopened, and ends with the last resolution', () => {
    expect(times(assigned(), resolved, reopened)).toMatchObject({ endedAt: null, outcome: null });
    expect(times(assigned(), resolved, reopened, resolved)).toMatchObject({ endedAt: march(5), outcome: 'fixed' });
  });

  it('keeps its end through what is noted afterwards', () => {
    const note: ReportEvent = { type: 'report.note-added', data: { public: false } };
    expect(times(assigned(), resolved, note)).toMatchObject({ endedAt: march(3), outcome: 'fixed', revision: 3 });
  });

  it('follows category, visibility and place', () => {
    const row = times(
      {
        type: 'report.reclassified',
        data: { kind: 'issue', category: 'trees', proposedDepartment: 'green', dueBy: march(20), rulesVersion: 'r' },
      },
      { type: 'report.visibility-set', data: { visibility: 'private' } },
      { type: 'report.relocated', data: {} },
    );
    expect(row).toMatchObject({ category: 'trees', queue: 'green', visibility: 'private' });
    expect(row).toMatchObject({ lat: null, lon: null, cellRow: null, cellColumn: null, dueBy: march(20) });
  });

  it('is counted for the department that it is routed to at its new place', () => {
    const moved: ReportEvent = { type: 'report.relocated', data: { proposedDepartment: 'green', rulesVersion: 'r' } };
    expect(times(moved)).toMatchObject({ queue: 'green' });
    expect(times(assigned(), moved)).toMatchObject({ queue: 'roads' });
  });

  it('holds no text and no person', () => {
    const written = JSON.stringify(times(assigned({ assignee: 'strade' })));
    expect(written).not.toMatch(/sealed|hmac|token|strade/);
  });

  it('takes no event out of turn', () => {
    const skipped = factAt(assigned(), 2, march(3));
    expect(() => foldReportTimes(times(), skipped.event, skipped.stored)).toThrow('Revision 2');
  });
});
