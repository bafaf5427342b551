import { isRejection, reject } from '@sportello/event-sourcing';
import type { ReportCommandOf } from './commands';
import type { ReportEvent } from './events';
import { isBefore, isSameMoment, momentOf } from './moment';
import { ifOpen, type Decision, type ExistingReport } from './rejections';
import { textOf } from './sealed-text';

/*
 * What can be put right, added or moved while a report is open, and who may see it, which never closes.
 */

export function reclassify(command: ReportCommandOf<'ReclassifyReport'>, report: ExistingReport): Decision {
  return ifOpen(report, () => {
    const { visibility, ...data } = command.data;
    if (data.kind === report.kind && data.category === report.category) return [];
    const events: ReportEvent[] = [{ type: 'report.reclassified', data }];
    // a complaint that was filed as an issue must not stay on the public map
    if (visibility === 'private' && report.visibility === 'public') {
      events.push({ type: 'report.visibility-set', data: { visibility } });
    }
    return events;
  });
}

export function relocate(command: ReportCommandOf<'RelocateReport'>, report: ExistingReport): Decision {
  return ifOpen(report, () => {
    const { location, sealedText } = command.data;
    if (location === undefined && sealedText === undefined) return [];
    return [{ type: 'report.relocated', data: command.data }];
  });
}

/** Both corrections look at the same report: neither takes anything from what the other decides. */
export function correct(command: ReportCommandOf<'CorrectReport'>, report: ExistingReport): Decision {
  const { classification, place } = command.data;
  const { metadata } = command;
  return ifOpen(report, () =>
    together(
      classification ? reclassify({ type: 'ReclassifyReport', data: classification, metadata }, report) : [],
      place ? relocate({ type: 'RelocateReport', data: place, metadata }, report) : [],
    ),
  );
}

function together(one: Decision, other: Decision): Decision {
  if (isRejection(one)) return one;
  return isRejection(other) ? other : [...one, ...other];
}

/** Files of one report in all; more are an archive, not a report. */
const MAX_FILES = 20;

export function addNote(command: ReportCommandOf<'AddNote'>, report: ExistingReport): Decision {
  return ifOpen(report, () => [
    { type: 'report.note-added', data: { public: command.data.public, ...textOf(command.data) } },
  ]);
}

export function attachFile(command: ReportCommandOf<'AttachFile'>, report: ExistingReport): Decision {
  const { attachment } = command.data;
  return ifOpen(report, ({ attachments, textRedacted, reporterErased }) => {
    if (attachments.includes(attachment)) return [];
    // the key of its files is gone: nothing could be kept under it
    if (textRedacted || reporterErased) return reject('REPORT_FILES_ERASED');
    if (attachments.length >= MAX_FILES) return reject('TOO_MANY_ATTACHMENTS');
    return [{ type: 'report.file-attached', data: { attachment } }];
  });
}

export function prioritise(command: ReportCommandOf<'PrioritiseReport'>, report: ExistingReport): Decision {
  const { priority } = command.data;
  return ifOpen(report, (open) =>
    open.priority === priority ? [] : [{ type: 'report.prioritised', data: { priority } }],
  );
}

export function changeDeadline(command: ReportCommandOf<'ChangeDeadline'>, report: ExistingReport): Decision {
  const { dueBy } = command.data;
  return ifOpen(report, (open) => {
    if (isSameMoment(open.dueBy, dueBy)) return [];
    if (isBefore(dueBy, momentOf(command))) return reject('DUE_DATE_IN_THE_PAST');
    return [{ type: 'report.deadline-changed', data: { dueBy } }];
  });
}

export function recomputeDeadline(command: ReportCommandOf<'RecomputeDeadline'>, report: ExistingReport): Decision {
  const { dueBy, rulesVersion } = command.data;
  return ifOpen(report, (open) =>
    isSameMoment(open.dueBy, dueBy) ? [] : [{ type: 'report.deadline-recomputed', data: { dueBy, rulesVersion } }],
  );
}

export function remindOfDeadline(command: ReportCommandOf<'RemindOfDeadline'>, report: ExistingReport): Decision {
  const { dueBy } = command.data;
  return ifOpen(report, (open) => {
    if (open.remindedDeadlines.some((told) => isSameMoment(told, dueBy))) return [];
    // the deadline moved meanwhile, or has passed: that is told by the escalation
    if (!isSameMoment(open.dueBy, dueBy) || !isBefore(momentOf(command), dueBy)) return [];
    return [{ type: 'report.deadline-reminded', data: { dueBy } }];
  });
}

export function escalate(command: ReportCommandOf<'EscalateReport'>, report: ExistingReport): Decision {
  const { dueBy } = command.data;
  return ifOpen(report, (open) => {
    if (open.escalatedDeadlines.some((told) => isSameMoment(told, dueBy))) return reject('DEADLINE_ALREADY_ESCALATED');
    // the deadline moved while the clock of whoever escalates was on its way, or has not passed
    if (!isSameMoment(open.dueBy, dueBy) || isBefore(momentOf(command), dueBy)) return [];
    return [{ type: 'report.escalated', data: { dueBy } }];
  });
}

export function setVisibility(command: ReportCommandOf<'SetVisibility'>, report: ExistingReport): Decision {
  const { visibility } = command.data;
  return report.visibility === visibility ? [] : [{ type: 'report.visibility-set', data: { visibility } }];
}

export function moderateText(command: ReportCommandOf<'ModerateText'>, report: ExistingReport): Decision {
  return report.textRedacted ? [] : [{ type: 'report.text-moderated', data: command.data }];
}

export function redactText(command: ReportCommandOf<'RedactText'>, report: ExistingReport): Decision {
  return report.textRedacted ? [] : [{ type: 'report.text-redacted', data: { reason: command.data.reason } }];
}

export function eraseReporter(command: ReportCommandOf<'EraseReporter'>, report: ExistingReport): Decision {
  return report.reporterErased ? [] : [{ type: 'report.reporter-erased', data: { reason: command.data.reason } }];
}
