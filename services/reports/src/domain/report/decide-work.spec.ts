import { DeciderSpec, eventMetadata, FIXED_NOW } from '@sportello/event-sourcing/testing';
import { reportDecider } from './decider';
import type { ReportEvent } from './events';
import {
  aReportInProgress,
  aSubmittedReport,
  aWaitingReport,
  anAssignedReport,
  sampleCommand,
  sampleEvent,
  SAMPLE_EVENTS,
} from './testing';

const report = new DeciderSpec(reportDecider);
const { department, assignee, dueBy } = SAMPLE_EVENTS['report.assigned'];

describe('Taking charge of a report', () => {
  it('is told from a later change of department', () => {
    report
      .given(aSubmittedReport())
      .when(sampleCommand('AssignReport'))
      .then([
        {
          type: 'report.assigned',
          data: {
            department: 'green',
            dueBy: '2025-04-22T21:59:59.000Z',
            firstTime: true,
            departmentChanged: false,
            sealedText: 'sealed-note',
          },
        },
      ]);
  });

  it('leaves the deadline where it was when no date is given', () => {
    const command = { ...sampleCommand('AssignReport'), data: { department: 'green' } };
    report
      .given(anAssignedReport())
      .when(command)
      .then([
        { type: 'report.assigned', data: { department: 'green', dueBy, firstTime: false, departmentChanged: true } },
      ]);
  });

  it('by the same department, person and date again changes nothing', () => {
    const command = { ...sampleCommand('AssignReport'), data: { department, assignee, dueBy } };
    report.given(anAssignedReport()).when(command).thenNothing();
    const sameInstant = { ...command, data: { department, assignee, dueBy: '2025-04-14T23:59:59+02:00' } };
    report.given(anAssignedReport()).when(sameInstant).thenNothing();
  });

  it('by the same again keeps a note that came with it', () => {
    const data = { department, assignee, dueBy, sealedText: 'sealed-note' };
    report
      .given(anAssignedReport())
      .when({ ...sampleCommand('AssignReport'), data })
      .then([{ type: 'report.assigned', data: { ...data, firstTime: false, departmentChanged: false } }]);
  });

  it('by another person of the same department goes on with the work', () => {
    const given = report.given([
      ...aReportInProgress(),
      sampleEvent('report.assigned', { assignee: 'account-2', firstTime: false }),
    ]);
    expect(given.state).toMatchObject({ status: 'in_progress', assignee: 'account-2' });
  });

  it('by a department alone takes the former person off', () => {
    const given = report.given(aReportInProgress());
    const { decision } = given.when({ ...sampleCommand('AssignReport'), data: { department } });
    expect(decision).toEqual([
      { type: 'report.assigned', data: { department, dueBy, firstTime: false, departmentChanged: false } },
    ]);
    const after = report.given([
      ...aReportInProgress(),
      { type: 'report.assigned', data: { department, dueBy, firstTime: false, departmentChanged: false } },
    ]);
    expect(after.state.assignee).toBeUndefined();
  });

  it('cannot set a date that has passed', () => {
    report
      .given(aSubmittedReport())
      .when(sampleCommand('AssignReport', { dueBy: '2025-03-02T00:00:00.000Z' }))
      .thenRejected('DUE_DATE_IN_THE_PAST');
  });

  it('of an imported report measures the date against the day it happened', () => {
    const command = sampleCommand(
      'AssignReport',
      { dueBy: '2020-02-01T00:00:00.000Z' },
      { occurredAt: '2020-01-01T00:00:00.000Z', imported: true },
    );
    expect(report.given(aSubmittedReport()).when(command).decision).toHaveLength(1);
  });

  it('is possible with a deadline long past, as long as it stays', () => {
    const late = { now: '2026-01-01T00:00:00.000Z' };
    const command = { ...sampleCommand('AssignReport', {}, late), data: { department: 'green' } };
    expect(report.given(anAssignedReport()).when(command).decision).toHaveLength(1);
  });
});

describe('While the reporter is being asked', () => {
  it('the clock stands since the question and an answer leads back to the work', () => {
    const { state } = report.given([
      ...aReportInProgress(),
      { ...sampleEvent('report.information-requested'), metadata: eventMetadata(9, { occurredAt: FIXED_NOW }) },
    ]);
    expect(state.waiting).toEqual({ returnTo: 'in_progress', since: FIXED_NOW });
  });

  it.each(['report.information-provided', 'report.information-request-cancelled'] as const)(
    'before the work began, %s leads back to the assignment, with the new deadline',
    (type) => {
      const { state } = report.given([
        ...anAssignedReport(),
        sampleEvent('report.information-requested'),
        sampleEvent(type) as ReportEvent,
      ]);
      expect(state).toMatchObject({ status: 'assigned', dueBy: SAMPLE_EVENTS[type].dueBy });
      expect(state.waiting).toBeUndefined();
    },
  );

  it('another department begins anew when the answer comes', () => {
    const moved = sampleEvent('report.assigned', { department: 'green', firstTime: false, departmentChanged: true });
    expect(report.given([...aWaitingReport(), moved]).state).toMatchObject({
      status: 'waiting_for_reporter',
      waiting: { returnTo: 'assigned' },
    });
    expect(report.given([...aWaitingReport(), moved, sampleEvent('report.information-provided')]).state.status).toBe(
      'assigned',
    );
  });

  it('another person of the same department goes on where the work was', () => {
    const handedOver = sampleEvent('report.assigned', { assignee: 'account-2', firstTime: false });
    expect(report.given([...aWaitingReport(), handedOver]).state.waiting?.returnTo).toBe('in_progress');
  });

  it('the end of the report ends the waiting', () => {
    expect(report.given([...aWaitingReport(), sampleEvent('report.resolved')]).state.waiting).toBeUndefined();
  });
});
