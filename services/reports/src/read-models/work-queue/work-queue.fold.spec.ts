import type { ReportEvent } from '../../domain/report';
import { assigned, factAt, facts, folded, march, submitted, submittedData } from '../../testing/facts';
import { foldWorkQueue, type WorkQueueRow } from './work-queue.fold';

const line = (...events: ReportEvent[]): WorkQueueRow => folded(foldWorkQueue, facts(submitted, ...events));

describe('the line of a report in the work queue', () => {
  it('stands with the department that the category proposes until somebody takes charge', () => {
    expect(line()).toMatchObject({ queue: 'roads', department: null, open: true, priority: 'normal' });
    const reclassified: ReportEvent = {
      type: 'report.reclassified',
      data: {
        kind: 'issue',
        category: 'trees',
        proposedDepartment: 'green',
        dueBy: march(20),
        rulesVersion: 'rules-1',
      },
    };
    expect(line(reclassified)).toMatchObject({ queue: 'green', category: 'trees', dueBy: march(20) });
    expect(line(assigned(), reclassified)).toMatchObject({ queue: 'roads', proposedDepartment: 'green' });
  });

  it('goes to where it is routed anew at its new place', () => {
    const data = { location: { lat: 41.1, lon: 13.1 }, proposedDepartment: 'green', rulesVersion: 'rules-2' };
    const moved = (more: object = {}): ReportEvent => ({ type: 'report.relocated', data: { ...data, ...more } });
    expect(line(moved({ priority: 'urgent' }))).toMatchObject({ queue: 'green', priority: 'urgent', urgency: 0 });
    // The deadline is not of the new rules.
    expect(line(moved())).toMatchObject({ priority: 'normal', rulesVersion: submittedData.rulesVersion });
    expect(line(moved(), { type: 'report.relocated', data: {} })).toMatchObject({ queue: 'green' });
  });

  it('follows the department and the person in charge', () => {
    const other = assigned({ department: 'green', assignee: 'verde', firstTime: false });
    expect(line(assigned({ assignee: 'strade' }), other)).toMatchObject({ queue: 'green', assignee: 'verde' });
    expect(line(assigned({ assignee: 'strade' }), assigned({ firstTime: false }))).toMatchObject({ assignee: null });
  });

  it.each<[ReportEvent]>([
    [{ type: 'report.resolved', data: { outcome: 'fixed' } }],
    [{ type: 'report.rejected', data: {} }],
    [{ type: 'report.withdrawn', data: {} }],
    [{ type: 'report.marked-duplicate', data: { of: submittedData.code } }],
  ])('is closed by $type, and open again when the report is reopened', (end) => {
    expect(line(assigned(), end).open).toBe(false);
    expect(line(assigned(), end, { type: 'report.reopened', data: { dueBy: march(30) } })).toMatchObject({
      open: true,
      dueBy: march(30),
    });
  });

  it('takes priority, deadline, visibility and place from whoever set them last', () => {
    const row = line(
      { type: 'report.prioritised', data: { priority: 'urgent' } },
      { type: 'report.deadline-changed', data: { dueBy: march(9) } },
      { type: 'report.visibility-set', data: { visibility: 'private' } },
      { type: 'report.relocated', data: { location: { lat: 41.1, lon: 13.1 } } },
    );
    expect(row).toMatchObject({
      priority: 'urgent',
      dueBy: march(9),
      visibility: 'private',
      lat: 41.1,
      relocated: true,
      revision: 4,
    });
  });

  it('drops ciphertexts and search tokens with the text', () => {
    expect(line({ type: 'report.text-redacted', data: { reason: 'retention' } })).toMatchObject({
      sealedText: null,
      sealedAddress: null,
      searchTokens: [],
    });
  });

  it('takes no event out of turn', () => {
    const skipped = factAt(assigned(), 2, march(3));
    expect(() => foldWorkQueue(line(), skipped.event, skipped.stored)).toThrow('Revision 2');
  });
});
