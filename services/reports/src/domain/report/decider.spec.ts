import { isRejection } from '@sportello/event-sourcing';
import { DeciderSpec, eventMetadata } from '@sportello/event-sourcing/testing';
import type { ReportCommand, ReportCommandType } from './commands';
import { reportDecider } from './decider';
import type { ReportStatusValue } from './state';
import { A_REPORT_IN, AFTER_THE_DEADLINE, sampleCommand, SAMPLE_COMMANDS } from './testing';
import { LIFECYCLE } from './testing/lifecycle-table';

const report = new DeciderSpec(reportDecider);

/** What a command does to a report in a state, as the table writes it. */
function cell(command: ReportCommandType, status: ReportStatusValue): string {
  const given = report.given(A_REPORT_IN[status]());
  expect(given.state.status).toBe(status);
  const metadata = command === 'EscalateReport' ? { now: AFTER_THE_DEADLINE } : {};
  const { decision } = given.when(sampleCommand(command, {}, metadata) as ReportCommand);
  if (isRejection(decision)) return decision.code;
  const after = decision.reduce(
    (state, event) => reportDecider.evolve(state, { ...event, metadata: eventMetadata(99) }),
    given.state,
  );
  return `${decision.map(({ type }) => type).join(' + ')} -> ${after.status}`;
}

describe('The life of a report', () => {
  const commands = Object.keys(SAMPLE_COMMANDS) as ReportCommandType[];
  const statuses = Object.keys(A_REPORT_IN) as ReportStatusValue[];

  it('has nine states and twenty-six commands', () => {
    expect(statuses).toHaveLength(9);
    expect(commands).toHaveLength(26);
    expect(Object.keys(LIFECYCLE).sort()).toEqual([...commands].sort());
  });

  describe.each(commands)('%s', (command) => {
    it.each(statuses)('on a report that is %s', (status) => {
      expect(cell(command, status)).toBe(LIFECYCLE[command][status]);
    });
  });
});

describe('An event carries what its command says and nothing that only helped to decide', () => {
  it.each<[ReportStatusValue, ReportCommand, object]>([
    ['none', sampleCommand('SubmitReport'), SAMPLE_COMMANDS.SubmitReport],
    [
      'resolved',
      sampleCommand('ReopenReport'),
      { dueBy: SAMPLE_COMMANDS.ReopenReport.dueBy, sealedText: 'sealed-reason' },
    ],
    [
      'assigned',
      sampleCommand('MarkDuplicate', { sealedText: 'sealed-note' }),
      { of: '2B4D6F8H0JK', sealedText: 'sealed-note' },
    ],
    [
      'resolved',
      sampleCommand('RateReport', { sealedText: 'sealed-comment' }),
      { rating: 4, sealedText: 'sealed-comment' },
    ],
    ['assigned', sampleCommand('AddNote', { public: true }), { public: true, sealedText: 'sealed-note' }],
    ['assigned', sampleCommand('RelocateReport'), SAMPLE_COMMANDS.RelocateReport],
    ['in_progress', sampleCommand('ResolveReport'), SAMPLE_COMMANDS.ResolveReport],
    ['assigned', sampleCommand('WithdrawReport'), {}],
  ])('on a report that is %s', (status, command, data) => {
    const { decision } = report.given(A_REPORT_IN[status]()).when(command);
    expect(isRejection(decision) ? decision : decision.map((event) => event.data)).toEqual([data]);
  });

  it('keeps every field of what was asked, for each command that has only those', () => {
    const commands: readonly ReportCommand[] = [
      sampleCommand('StartWork'),
      sampleCommand('RequestInformation'),
      sampleCommand('PrioritiseReport'),
      sampleCommand('ChangeDeadline'),
      sampleCommand('SetVisibility'),
      sampleCommand('ModerateText'),
      sampleCommand('RedactText'),
      sampleCommand('EraseReporter'),
    ];
    for (const command of commands) {
      const { decision } = report.given(A_REPORT_IN.assigned()).when(command);
      expect(isRejection(decision) ? decision : decision.map((event) => event.data)).toEqual([command.data]);
    }
  });
});
