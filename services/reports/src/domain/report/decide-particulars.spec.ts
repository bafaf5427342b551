import { DeciderSpec } from '@sportello/event-sourcing/testing';
import { reportDecider } from './decider';
import {
  AFTER_THE_DEADLINE,
  anAssignedReport,
  aSubmittedReport,
  sampleCommand,
  sampleEvent,
  SAMPLE_EVENTS,
} from './testing';

const report = new DeciderSpec(reportDecider);
const afterwards = { now: AFTER_THE_DEADLINE };
const { dueBy } = SAMPLE_EVENTS['report.assigned'];

describe('Saying what is so already changes nothing', () => {
  const given = report.given([
    ...anAssignedReport(),
    sampleEvent('report.file-attached'),
    sampleEvent('report.prioritised'),
    sampleEvent('report.visibility-set'),
    sampleEvent('report.text-redacted'),
    sampleEvent('report.reporter-erased'),
  ]);

  it.each([
    ['the kind and category', sampleCommand('ReclassifyReport', { kind: 'issue', category: 'potholes' })],
    ['no place', { ...sampleCommand('RelocateReport'), data: {} }],
    ['a file', sampleCommand('AttachFile')],
    ['a file that came with the report', sampleCommand('AttachFile', { attachment: 'attachment-1' })],
    ['a priority', sampleCommand('PrioritiseReport')],
    ['a deadline', sampleCommand('ChangeDeadline', { dueBy })],
    ['a deadline that has passed', sampleCommand('ChangeDeadline', { dueBy }, afterwards)],
    ['a visibility', sampleCommand('SetVisibility')],
    ['the wording of a text that is redacted', sampleCommand('ModerateText')],
    ['that the text is redacted', sampleCommand('RedactText')],
    ['that the reporter is erased', sampleCommand('EraseReporter')],
  ])('%s', (_what, command) => given.when(command).thenNothing());
});

describe('Reclassifying', () => {
  const ruling = SAMPLE_EVENTS['report.reclassified'];

  it('makes a public report private when its new kind asks for that', () => {
    report
      .given(anAssignedReport())
      .when(sampleCommand('ReclassifyReport', { visibility: 'private' }))
      .then([
        { type: 'report.reclassified', data: ruling },
        { type: 'report.visibility-set', data: { visibility: 'private' } },
      ]);
  });

  it('never makes a private report public', () => {
    report
      .given([...anAssignedReport(), sampleEvent('report.visibility-set')])
      .when(sampleCommand('ReclassifyReport', { visibility: 'public' }))
      .then([{ type: 'report.reclassified', data: ruling }]);
  });

  it('is as urgent from now on as the rules say, where they say it', () => {
    const { priority: _said, ...silent } = ruling;
    const urgent = sampleEvent('report.relocated', { priority: 'urgent' });
    expect(report.given([...aSubmittedReport(), urgent]).state.priority).toBe('urgent');
    const reclassified = { type: 'report.reclassified', data: silent } as const;
    expect(report.given([...aSubmittedReport(), urgent, reclassified]).state.priority).toBe('urgent');
    expect(report.given([...aSubmittedReport(), urgent, sampleEvent('report.reclassified')]).state.priority).toBe(
      'low',
    );
  });

  it('leaves whoever is in charge, and moves the deadline', () => {
    expect(report.given([...anAssignedReport(), sampleEvent('report.reclassified')]).state).toMatchObject({
      department: 'roads',
      kind: 'suggestion',
      category: 'trees',
      dueBy: ruling.dueBy,
    });
  });
});

describe('Correcting', () => {
  const classification = { ...SAMPLE_EVENTS['report.reclassified'], visibility: 'private' as const };
  const given = report.given(anAssignedReport());

  it('changes class and place at once, as each alone would', () => {
    given.when(sampleCommand('CorrectReport', { classification })).then([
      { type: 'report.reclassified', data: SAMPLE_EVENTS['report.reclassified'] },
      { type: 'report.visibility-set', data: { visibility: 'private' } },
      { type: 'report.relocated', data: { location: { lat: 41.5, lon: 13.82 } } },
    ]);
  });

  it('changes only what is another than it was', () => {
    const same = { ...classification, kind: 'issue' as const, category: 'potholes' };
    given
      .when(sampleCommand('CorrectReport', { classification: same }))
      .then([{ type: 'report.relocated', data: { location: { lat: 41.5, lon: 13.82 } } }]);
    given.when({ ...sampleCommand('CorrectReport'), data: {} }).thenNothing();
    given.when({ ...sampleCommand('CorrectReport'), data: { place: {} } }).thenNothing();
  });
});

describe('A deadline', () => {
  it('cannot be moved into the past', () => {
    report
      .given(anAssignedReport())
      .when(sampleCommand('ChangeDeadline', { dueBy: '2025-03-03T08:59:59.999Z' }))
      .thenRejected('DUE_DATE_IN_THE_PAST');
  });

  it('is reminded of once, and again when it was moved', () => {
    const next = SAMPLE_EVENTS['report.deadline-changed'].dueBy;
    const reminded = [...anAssignedReport(), sampleEvent('report.deadline-reminded')];
    report.given(reminded).when(sampleCommand('RemindOfDeadline')).thenNothing();
    report
      .given([...reminded, sampleEvent('report.deadline-changed')])
      .when(sampleCommand('RemindOfDeadline', { dueBy: next }))
      .then([{ type: 'report.deadline-reminded', data: { dueBy: next } }]);
  });

  it('is not reminded of when it was moved meanwhile, or has passed', () => {
    report
      .given([...anAssignedReport(), sampleEvent('report.deadline-changed')])
      .when(sampleCommand('RemindOfDeadline'))
      .thenNothing();
    report
      .given(anAssignedReport())
      .when(sampleCommand('RemindOfDeadline', {}, afterwards))
      .thenNothing();
  });

  it('that the rules of today leave where it is is not recomputed', () => {
    const { dueBy } = SAMPLE_EVENTS['report.assigned'];
    report.given(anAssignedReport()).when(sampleCommand('RecomputeDeadline', { dueBy })).thenNothing();
  });

  it('is escalated once', () => {
    report
      .given([...anAssignedReport(), sampleEvent('report.escalated')])
      .when(sampleCommand('EscalateReport', {}, afterwards))
      .thenRejected('DEADLINE_ALREADY_ESCALATED');
  });

  it('is escalated again when another one has passed', () => {
    const next = SAMPLE_EVENTS['report.deadline-changed'].dueBy;
    report
      .given([...anAssignedReport(), sampleEvent('report.escalated'), sampleEvent('report.deadline-changed')])
      .when(sampleCommand('EscalateReport', { dueBy: next }, { now: '2025-04-19T00:00:00.000Z' }))
      .then([{ type: 'report.escalated', data: { dueBy: next } }]);
  });

  it('that has not passed is not escalated', () => {
    report.given(anAssignedReport()).when(sampleCommand('EscalateReport')).thenNothing();
  });

  it('that was moved meanwhile is not escalated', () => {
    report
      .given([...anAssignedReport(), sampleEvent('report.deadline-changed')])
      .when(sampleCommand('EscalateReport', {}, afterwards))
      .thenNothing();
  });
});

describe('A report whose reporter is erased', () => {
  it('has no reporter any more and lives on', () => {
    const given = report.given([...anAssignedReport(), sampleEvent('report.reporter-erased')]);
    expect(given.state).toMatchObject({ hasReporter: false, reporterErased: true, status: 'assigned' });
    given.when(sampleCommand('StartWork')).then([{ type: 'report.work-started', data: { sealedText: 'sealed-note' } }]);
  });
});
