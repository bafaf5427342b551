import { reject } from '@sportello/event-sourcing';
import type { ReportCommandOf } from './commands';
import { daysBetween, momentOf } from './moment';
import { hasEnded, ifOpen, type Decision, type ExistingReport } from './rejections';
import { textOf } from './sealed-text';

/*
 * How a report comes to an end, and what may happen to it afterwards.
 */

export function resolve(command: ReportCommandOf<'ResolveReport'>, report: ExistingReport): Decision {
  return ifOpen(report, ({ status }) =>
    status === 'submitted'
      ? reject('REPORT_NOT_ASSIGNED')
      : [{ type: 'report.resolved', data: { outcome: command.data.outcome, ...textOf(command.data) } }],
  );
}

export function rejectReport(command: ReportCommandOf<'RejectReport'>, report: ExistingReport): Decision {
  return ifOpen(report, () => [{ type: 'report.rejected', data: textOf(command.data) }]);
}

export function withdraw(command: ReportCommandOf<'WithdrawReport'>, report: ExistingReport): Decision {
  return ifOpen(report, () => [{ type: 'report.withdrawn', data: textOf(command.data) }]);
}

/** A longer chain of repetitions is refused: nobody makes one in earnest, and one that runs in a circle has no end. */
export const LONGEST_CHAIN = 20;

export function markDuplicate(command: ReportCommandOf<'MarkDuplicate'>, report: ExistingReport): Decision {
  return ifOpen(report, ({ code }) => {
    const { of, targetChain } = command.data;
    if (of === code) return reject('DUPLICATE_OF_ITSELF');
    if (targetChain.length === 0) return reject('DUPLICATE_TARGET_NOT_FOUND');
    if (targetChain.includes(code)) return reject('DUPLICATE_CYCLE');
    if (targetChain.length > LONGEST_CHAIN)
      return reject('DUPLICATE_CYCLE', `More than ${LONGEST_CHAIN} reports repeat one another`);
    return [{ type: 'report.marked-duplicate', data: { of, ...textOf(command.data) } }];
  });
}

export function reopen(command: ReportCommandOf<'ReopenReport'>, report: ExistingReport): Decision {
  if (!hasEnded(report.status)) return reject('REPORT_NOT_CLOSED');
  // who took a report back can hand in another one
  if (report.status === 'withdrawn') return reject('REPORT_ALREADY_WITHDRAWN');
  const { reopenDays, dueBy } = command.data;
  const { kind } = command.metadata.actor;
  const ofTheOffice = kind === 'staff' || kind === 'service';
  if (!ofTheOffice && daysBetween(report.endedAt ?? '', momentOf(command)) > reopenDays)
    return reject('REOPENING_TOO_LATE');
  return [{ type: 'report.reopened', data: { dueBy, ...textOf(command.data) } }];
}

export function rate(command: ReportCommandOf<'RateReport'>, report: ExistingReport): Decision {
  if (report.status !== 'resolved') return reject('REPORT_NOT_RESOLVED');
  if (report.rated) return reject('REPORT_ALREADY_RATED');
  return [{ type: 'report.rated', data: { rating: command.data.rating, ...textOf(command.data) } }];
}
