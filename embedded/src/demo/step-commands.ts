import { SUBJECTS } from '@sportello/contracts';
import type { Step } from './demo-report';

export interface StepCommand {
  readonly subject: string;
  readonly body: object;
  readonly by: 'reporter' | 'operator' | 'department';
}

/** The command that makes a step happen, and who gives it. `codeOf` knows the code of another report by its key. */
export function commandOf(step: Step, codeOf: (key: string) => string): StepCommand {
  switch (step.do) {
    case 'assign':
      return { subject: SUBJECTS.assignReport, body: { departmentId: step.department, ...note(step) }, by: 'operator' };
    case 'start':
      return { subject: SUBJECTS.startWork, body: note(step), by: 'department' };
    case 'ask':
      return { subject: SUBJECTS.requestInformation, body: { question: step.question }, by: 'department' };
    case 'answer':
      return { subject: SUBJECTS.provideInformation, body: { answer: step.answer }, by: 'reporter' };
    case 'resolve':
      return { subject: SUBJECTS.resolveReport, body: { outcome: step.outcome, note: step.note }, by: 'department' };
    case 'reject':
      return { subject: SUBJECTS.rejectReport, body: { reason: step.reason }, by: 'department' };
    case 'withdraw':
      return { subject: SUBJECTS.withdrawReport, body: { reason: step.reason }, by: 'reporter' };
    case 'duplicate':
      return { subject: SUBJECTS.markDuplicate, body: { of: codeOf(step.of), note: step.note }, by: 'operator' };
    case 'reopen':
      return { subject: SUBJECTS.reopenReport, body: { reason: step.reason }, by: 'reporter' };
    case 'rate':
      return { subject: SUBJECTS.rateReport, body: { rating: step.rating, comment: step.comment }, by: 'reporter' };
    case 'note':
      return { subject: SUBJECTS.addNote, body: { note: step.note, public: step.public }, by: 'department' };
    case 'prioritise':
      return { subject: SUBJECTS.prioritiseReport, body: { priority: step.priority }, by: 'operator' };
    default:
      return step satisfies never;
  }
}

function note(step: { readonly note?: string }): { readonly note?: string } {
  return step.note === undefined ? {} : { note: step.note };
}
