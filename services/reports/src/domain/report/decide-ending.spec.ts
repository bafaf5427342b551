import { DeciderSpec, eventMetadata } from '@sportello/event-sourcing/testing';
import { reportDecider } from './decider';
import {
  aDuplicateReport,
  anAssignedReport,
  aResolvedReport,
  aSubmittedReport,
  BY_THE_REPORTER,
  sampleCommand,
  sampleEvent,
} from './testing';

const report = new DeciderSpec(reportDecider);
const CODE = '7K3M9QX2ABC';
const OTHER = '2B4D6F8H0JK';

describe('Marking a duplicate', () => {
  it('of itself is refused', () => {
    report
      .given(anAssignedReport())
      .when(sampleCommand('MarkDuplicate', { of: CODE, targetChain: [CODE] }))
      .thenRejected('DUPLICATE_OF_ITSELF');
  });

  it('of a report that is not there is refused', () => {
    report
      .given(anAssignedReport())
      .when(sampleCommand('MarkDuplicate', { of: OTHER, targetChain: [] }))
      .thenRejected('DUPLICATE_TARGET_NOT_FOUND');
  });

  it('of one that repeats this one, also by way of a third, is refused', () => {
    report
      .given(anAssignedReport())
      .when(sampleCommand('MarkDuplicate', { of: OTHER, targetChain: [OTHER, '3C5E7G9J1KM', CODE] }))
      .thenRejected('DUPLICATE_CYCLE');
  });

  it('of one at the end of a chain that goes on and on, or round and round, is refused', () => {
    const chain = (length: number): string[] => Array.from({ length }, (_, index) => `CODE-${index}`);
    const given = report.given(anAssignedReport());
    given.when(sampleCommand('MarkDuplicate', { of: OTHER, targetChain: chain(21) })).thenRejected('DUPLICATE_CYCLE');
    given
      .when(sampleCommand('MarkDuplicate', { of: OTHER, targetChain: chain(20) }))
      .then([{ type: 'report.marked-duplicate', data: { of: OTHER } }]);
  });

  it('of one that repeats a third is accepted', () => {
    report
      .given(anAssignedReport())
      .when(sampleCommand('MarkDuplicate', { of: OTHER, targetChain: [OTHER, '3C5E7G9J1KM'] }))
      .then([{ type: 'report.marked-duplicate', data: { of: OTHER } }]);
  });

  it('is undone by reopening', () => {
    expect(report.given(aDuplicateReport()).state.duplicateOf).toBe(OTHER);
    expect(report.given([...aDuplicateReport(), sampleEvent('report.reopened')]).state.duplicateOf).toBeUndefined();
  });
});

describe('Reopening', () => {
  const ended = '2025-03-03T09:00:00.000Z';
  const resolved = [
    ...anAssignedReport(),
    { ...sampleEvent('report.resolved'), metadata: eventMetadata(9, { occurredAt: ended }) },
  ];

  it('by the reporter is possible to the last moment of the days the Comune allows', () => {
    const command = sampleCommand(
      'ReopenReport',
      { reopenDays: 30 },
      { ...BY_THE_REPORTER, now: '2025-04-02T09:00:00.000Z' },
    );
    expect(report.given(resolved).when(command).decision).toHaveLength(1);
  });

  it.each(['reporter', 'anonymous'] as const)('by a %s is too late a moment after', (kind) => {
    report
      .given(resolved)
      .when(sampleCommand('ReopenReport', { reopenDays: 30 }, { actor: { kind }, now: '2025-04-02T09:00:00.001Z' }))
      .thenRejected('REOPENING_TOO_LATE');
  });

  it('by staff knows no limit', () => {
    const command = sampleCommand('ReopenReport', { reopenDays: 30 }, { now: '2027-01-01T00:00:00.000Z' });
    expect(report.given(resolved).when(command).decision).toHaveLength(1);
  });

  it('leads back to the department that had it, with a new deadline and without an end', () => {
    const { state } = report.given([...aResolvedReport(), sampleEvent('report.reopened')]);
    expect(state).toMatchObject({ status: 'assigned', department: 'roads', dueBy: '2025-05-05T21:59:59.000Z' });
    expect(state.endedAt).toBeUndefined();
  });

  it('of a report that nobody had taken charge of leads back to the beginning', () => {
    const { state } = report.given([
      ...aSubmittedReport(),
      sampleEvent('report.rejected'),
      sampleEvent('report.reopened'),
    ]);
    expect(state.status).toBe('submitted');
  });
});

describe('Rating', () => {
  it('is possible once for a resolution', () => {
    report
      .given([...aResolvedReport(), sampleEvent('report.rated')])
      .when(sampleCommand('RateReport'))
      .thenRejected('REPORT_ALREADY_RATED');
  });

  it('is possible again for the next resolution', () => {
    report
      .given([
        ...aResolvedReport(),
        sampleEvent('report.rated'),
        sampleEvent('report.reopened'),
        sampleEvent('report.resolved'),
      ])
      .when(sampleCommand('RateReport'))
      .then([{ type: 'report.rated', data: { rating: 4 } }]);
  });
});
