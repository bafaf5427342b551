import { reject } from '@sportello/event-sourcing';
import type { ReportCommandOf } from './commands';
import { isBefore, isSameMoment, momentOf } from './moment';
import { ifOpen, type Decision, type ExistingReport } from './rejections';
import { textOf } from './sealed-text';

/*
 * From the first assignment to the last piece of work: who is in charge, who is on it, what the reporter is asked.
 */

export function assign(command: ReportCommandOf<'AssignReport'>, report: ExistingReport): Decision {
  return ifOpen(report, (open) => {
    const { department, assignee, dueBy = open.dueBy } = command.data;
    const text = textOf(command.data);
    const dateChanged = !isSameMoment(dueBy, open.dueBy);
    const unchanged = department === open.department && assignee === open.assignee && !dateChanged;
    // a note is worth keeping even when nothing else changes
    if (unchanged && text.sealedText === undefined) return [];
    if (dateChanged && isBefore(dueBy, momentOf(command))) return reject('DUE_DATE_IN_THE_PAST');
    const firstTime = open.department === undefined;
    return [
      {
        type: 'report.assigned',
        data: {
          department,
          ...(assignee === undefined ? {} : { assignee }),
          dueBy,
          firstTime,
          departmentChanged: !firstTime && department !== open.department,
          ...text,
        },
      },
    ];
  });
}

export function startWork(command: ReportCommandOf<'StartWork'>, report: ExistingReport): Decision {
  return ifOpen(report, ({ status }) => {
    switch (status) {
      case 'submitted':
        return reject('REPORT_NOT_ASSIGNED');
      case 'in_progress':
        return reject('REPORT_ALREADY_STARTED');
      case 'waiting_for_reporter':
        return reject('REPORT_WAITING_FOR_REPORTER');
      case 'assigned':
        return [{ type: 'report.work-started', data: textOf(command.data) }];
    }
  });
}

export function requestInformation(command: ReportCommandOf<'RequestInformation'>, report: ExistingReport): Decision {
  return ifOpen(report, ({ status }) => {
    if (status === 'submitted') return reject('REPORT_NOT_ASSIGNED');
    if (status === 'waiting_for_reporter') return reject('REPORT_WAITING_FOR_REPORTER');
    return [{ type: 'report.information-requested', data: textOf(command.data) }];
  });
}

export function cancelInformationRequest(
  command: ReportCommandOf<'CancelInformationRequest'>,
  report: ExistingReport,
): Decision {
  return ifOpen(report, ({ status }) =>
    status === 'waiting_for_reporter'
      ? [
          {
            type: 'report.information-request-cancelled',
            data: { dueBy: command.data.dueBy, ...textOf(command.data) },
          },
        ]
      : reject('REPORT_NOT_WAITING'),
  );
}

export function provideInformation(command: ReportCommandOf<'ProvideInformation'>, report: ExistingReport): Decision {
  return ifOpen(report, ({ status }) =>
    status === 'waiting_for_reporter'
      ? [{ type: 'report.information-provided', data: { dueBy: command.data.dueBy, ...textOf(command.data) } }]
      : reject('REPORT_NOT_WAITING'),
  );
}
