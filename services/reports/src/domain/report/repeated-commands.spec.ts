import { DeciderSpec, eventMetadata, fixedId } from '@sportello/event-sourcing/testing';
import type { ReportCommand, ReportCommandType } from './commands';
import { reportDecider } from './decider';
import { anAssignedReport, sampleCommand, SAMPLE_COMMANDS, sampleEvent } from './testing';

const handled = { commandId: fixedId(77), bodyHmac: 'hmac-of-body' };
const report = new DeciderSpec(reportDecider).given([
  ...anAssignedReport(),
  { ...sampleEvent('report.work-started'), metadata: eventMetadata(77, handled) },
]);

describe.each(Object.keys(SAMPLE_COMMANDS) as ReportCommandType[])('%s, sent again', (type) => {
  it('with the same body adds nothing, whatever the state', () => {
    report.when(sampleCommand(type, {}, handled) as ReportCommand).thenNothing();
  });

  it('with another body is refused', () => {
    const command = sampleCommand(type, {}, { ...handled, bodyHmac: 'hmac-of-another-body' }) as ReportCommand;
    report.when(command).thenRejected('IDEMPOTENCY_KEY_REUSED');
  });

  it('without the body it had is refused', () => {
    report
      .when(sampleCommand(type, {}, { commandId: handled.commandId }) as ReportCommand)
      .thenRejected('IDEMPOTENCY_KEY_REUSED');
  });
});

it('A submission under another command is refused, whatever its body', () => {
  report
    .when(sampleCommand('SubmitReport', {}, { bodyHmac: handled.bodyHmac }))
    .thenRejected('REPORT_ALREADY_SUBMITTED');
});
