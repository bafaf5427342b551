import type { ReportPublicEvent } from '@sportello/contracts';
import { codeNumber, EventLog, MUNICIPALITY, NOON } from '../testing/events';
import { planPage } from './plan-page';
import { ReportBook } from './report-book';

const [A, B, C] = [codeNumber(1), codeNumber(2), codeNumber(3)];
const NOW = Date.parse(NOON);

function mails(events: readonly ReportPublicEvent[], book = new ReportBook()): string[] {
  return planPage(book, events, () => NOW).map(
    ({ template, code, recipient }) => `${template} of ${code} to ${recipient}`,
  );
}

describe('who is told what', () => {
  it('tells the reporter four times from submission to resolution', () => {
    const log = new EventLog();
    log.submitted(A);
    log.assigned(A);
    log.add('report.work-started', A, {});
    log.add('report.resolved', A, { outcome: 'fixed' });
    expect(mails(log.events)).toEqual(
      ['submitted', 'assigned', 'work-started', 'resolved'].map((template) => `${template} of ${A} to ${A}`),
    );
  });

  it('tells nobody when nobody can be reached', () => {
    const log = new EventLog();
    log.add('report.submitted', A, {
      type: 'issue',
      category: 'roads',
      channel: 'web',
      visibility: 'public',
      dueBy: NOON,
      language: 'it',
    });
    log.assigned(A);
    expect(mails(log.events)).toEqual([]);
  });

  it('tells the reporter of a duplicate what becomes of the other report, through any number of links, from then on', () => {
    const log = new EventLog();
    for (const code of [A, B, C]) log.submitted(code);
    log.assigned(C);
    log.add('report.marked-duplicate', A, { of: B });
    log.add('report.marked-duplicate', B, { of: C });
    log.add('report.resolved', C, { outcome: 'fixed' });
    expect(mails(log.events).slice(3)).toEqual([
      `assigned of ${C} to ${C}`,
      `marked-duplicate of ${A} to ${A}`,
      `marked-duplicate of ${B} to ${B}`,
      `marked-duplicate of ${B} to ${A}`,
      `resolved of ${C} to ${C}`,
      `resolved of ${C} to ${B}`,
      `resolved of ${C} to ${A}`,
    ]);
  });

  it('stops telling of the other report when the duplicate is reopened', () => {
    const log = new EventLog();
    for (const code of [A, B]) log.submitted(code);
    log.add('report.marked-duplicate', A, { of: B });
    log.add('report.reopened', A, { status: 'submitted' });
    log.add('report.resolved', B, { outcome: 'fixed' });
    expect(mails(log.events).slice(3)).toEqual([`reopened of ${A} to ${A}`, `resolved of ${B} to ${B}`]);
  });

  it('survives reports that claim to be duplicates of each other', () => {
    const log = new EventLog();
    for (const code of [A, B]) log.submitted(code);
    log.add('report.marked-duplicate', A, { of: B });
    log.add('report.marked-duplicate', B, { of: A });
    log.add('report.work-started', A, {});
    expect(mails(log.events).slice(-2)).toEqual([`work-started of ${A} to ${A}`, `work-started of ${A} to ${B}`]);
  });

  it('tells the erased nothing', () => {
    const log = new EventLog();
    log.submitted(A);
    log.add('report.reporter-erased', A, {});
    log.add('report.resolved', A, { outcome: 'fixed' });
    const book = new ReportBook();
    expect(mails(log.events, book)).toEqual([`submitted of ${A} to ${A}`]);
    expect(book.changes()).toEqual([expect.objectContaining({ code: A, status: 'erased' })]);
    expect(book.changes()[0]).not.toHaveProperty('sealedReporter');
  });

  it.each(['report.text-redacted', 'report.reporter-erased'] as const)(
    'knows for good that a report is kept no longer, once retention wrote %s',
    (type) => {
      const over = (...reasons: ('request' | 'retention')[]): boolean | undefined => {
        const log = new EventLog();
        log.submitted(A);
        for (const reason of reasons) log.add(type, A, { reason });
        log.add('report.reopened', A, { status: 'submitted' });
        const book = new ReportBook();
        mails(log.events, book);
        return book.changes()[0]?.retentionOver;
      };
      expect([over(), over('request'), over('retention'), over('retention', 'request')]).toEqual([
        false,
        false,
        true,
        true,
      ]);
    },
  );

  it('plans nothing for events that it took in before, whatever was linked since', () => {
    const log = new EventLog();
    for (const code of [A, B]) log.submitted(code);
    log.assigned(B);
    log.add('report.marked-duplicate', A, { of: B });
    const book = new ReportBook();
    expect(mails(log.events, book)).not.toEqual([]);
    const kept = new ReportBook(book.changes());
    expect(mails(log.events, kept)).toEqual([]);
    expect(kept.changes()).toEqual([]);
  });

  it('passes over events of a report whose beginning it does not know', () => {
    const log = new EventLog();
    log.assigned(A);
    const book = new ReportBook();
    expect(mails(log.events, book)).toEqual([]);
    expect(book.recipientsOf(MUNICIPALITY, A)).toEqual([]);
  });
});
