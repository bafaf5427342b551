import type { ReportEvent } from '../../domain/report';
import { assigned, factAt, facts, folded, march, STREAM, submitted } from '../../testing/facts';
import { foldReportPage, type ReportPageRow } from './report-page.fold';

const page = (...events: ReportEvent[]): ReportPageRow => folded(foldReportPage, facts(submitted, ...events));
const started: ReportEvent = { type: 'report.work-started', data: {} };
const asked: ReportEvent = { type: 'report.information-requested', data: { sealedText: 'question' } };
const answered: ReportEvent = { type: 'report.information-provided', data: { dueBy: march(20), sealedText: 'answer' } };
const resolved: ReportEvent = { type: 'report.resolved', data: { outcome: 'fixed', sealedText: 'note' } };
const reopened: ReportEvent = { type: 'report.reopened', data: { dueBy: march(30) } };

describe('the page of a report', () => {
  it('begins with the submission, in nobody’s charge', () => {
    expect(page()).toMatchObject({
      municipalityId: 'borgo-prova',
      revision: 0,
      status: 'submitted',
      department: null,
      proposedDepartment: 'roads',
      submittedAt: march(1),
      assignedAt: null,
      timeline: [{ revision: 0, at: march(1), status: 'submitted', step: 'submitted' }],
    });
  });

  it('keeps the moment of the first assignment, whoever takes over later', () => {
    const row = page(assigned(), assigned({ department: 'green', firstTime: false }));
    expect(row).toMatchObject({ assignedAt: march(2), department: 'green', status: 'assigned' });
    expect(row.timeline.map(({ department }) => department)).toEqual([undefined, 'roads', 'green']);
  });

  it('shows no step when only the person or the date changed and nothing was written', () => {
    const quiet = { firstTime: false, departmentChanged: false, assignee: 'maria' };
    expect(page(assigned(), assigned(quiet)).timeline).toHaveLength(2);
    expect(page(assigned(), assigned({ ...quiet, sealedText: 'note' })).timeline).toHaveLength(3);
  });

  it.each([
    ['assigned', [assigned(), asked, answered], 'assigned'],
    ['in progress', [assigned(), started, asked, answered], 'in_progress'],
    [
      'a new department',
      [assigned(), started, asked, assigned({ department: 'green', firstTime: false }), answered],
      'assigned',
    ],
  ] as const)('goes back, after an answer, to where the report was: %s', (_where, events, status) => {
    expect(page(...events)).toMatchObject({ status, returnTo: null, dueBy: march(20) });
  });

  it('shows the end with its outcome, and forgets it when the report is reopened', () => {
    const rated: ReportEvent = { type: 'report.rated', data: { rating: 4 } };
    expect(page(assigned(), resolved, rated)).toMatchObject({
      status: 'resolved',
      resolvedAt: march(3),
      outcome: 'fixed',
      rating: 4,
    });
    expect(page(assigned(), resolved, rated, reopened)).toMatchObject({
      status: 'assigned',
      resolvedAt: null,
      outcome: null,
      rating: null,
      dueBy: march(30),
    });
    expect(page({ type: 'report.rejected', data: {} }, reopened).status).toBe('submitted');
  });

  it('shows a note only when it is public', () => {
    const note = (open: boolean): ReportEvent => ({
      type: 'report.note-added',
      data: { public: open, sealedText: 'note' },
    });
    expect(page(note(false)).timeline).toHaveLength(1);
    expect(page(note(true)).timeline.at(-1)).toEqual({
      revision: 1,
      at: march(2),
      status: 'submitted',
      step: 'note_added',
      sealedText: 'note',
    });
  });

  it('has other words in place of those of the submission, and is found by them, until they are restored', () => {
    const moderated = (data: { restored: boolean; sealedText: string; searchTokens: string[] }): ReportEvent => ({
      type: 'report.text-moderated',
      data: { revision: 0, ...data },
    });
    const other = moderated({ restored: false, sealedText: 'other', searchTokens: ['other-token'] });
    const again = moderated({ restored: true, sealedText: 'again', searchTokens: ['token'] });
    expect(page(other)).toMatchObject({ sealedText: 'other', moderated: true, searchTokens: ['other-token'] });
    expect(page(other, again)).toMatchObject({ sealedText: 'again', moderated: false, searchTokens: ['token'] });
  });

  it('has other words in place of those of one step, and leaves the other steps', () => {
    const note = (sealedText: string): ReportEvent => ({
      type: 'report.note-added',
      data: { public: true, sealedText },
    });
    const moderated = (restored: boolean, sealedText: string): ReportEvent => ({
      type: 'report.text-moderated',
      data: { revision: 2, restored, sealedText },
    });
    const texts = (...events: ReportEvent[]): unknown[] =>
      page(note('one'), note('two'), ...events).timeline.map(({ sealedText, moderated: by }) => [sealedText, by]);
    const before = [undefined, undefined];
    expect(texts(moderated(false, 'other'))).toEqual([before, ['one', undefined], ['other', true]]);
    expect(texts(moderated(false, 'other'), moderated(true, 'again'))).toEqual([
      before,
      ['one', undefined],
      ['again', undefined],
    ]);
  });

  it('replaces the whole place when it is corrected', () => {
    const moved: ReportEvent = { type: 'report.relocated', data: { sealedText: 'address' } };
    expect(page(moved)).toMatchObject({ lat: null, lon: null, relocated: true, sealedAddress: 'address' });
  });

  it('drops every ciphertext and every search token with the text', () => {
    const moved: ReportEvent = { type: 'report.relocated', data: { sealedText: 'address' } };
    const row = page(moved, assigned({ sealedText: 'note' }), {
      type: 'report.text-redacted',
      data: { reason: 'request' },
    });
    expect(row).toMatchObject({ redacted: true, sealedText: null, sealedAddress: null, searchTokens: [] });
    expect(JSON.stringify([row.timeline, row.past])).not.toMatch(/note|"address"/);
  });

  it('remembers what the list showed on each day, and only when it changed', () => {
    const row = page(assigned(), { type: 'report.prioritised', data: { priority: 'high' } }, started);
    expect(row.past.map(({ at, status, department }) => [at, status, department])).toEqual([
      [march(1), 'submitted', null],
      [march(2), 'assigned', 'roads'],
      [march(4), 'in_progress', 'roads'],
    ]);
  });

  it('goes on from a row that came back from the database with its fields in another order', () => {
    const before = page(assigned());
    const past = before.past.map(({ at, kind, ...rest }) => ({ ...rest, kind, at }));
    const note: ReportEvent = { type: 'report.prioritised', data: { priority: 'low' } };
    const { event, stored } = factAt(note, 2, march(3));
    expect(foldReportPage({ ...before, past }, event, stored).past).toHaveLength(2);
  });

  it('takes no event out of turn', () => {
    const skipped = factAt(started, 3, march(3));
    expect(() => foldReportPage(page(), skipped.event, skipped.stored)).toThrow('Revision 3');
    const orphan = factAt(started, 0, march(1));
    expect(() => foldReportPage(undefined, orphan.event, orphan.stored)).toThrow(`${STREAM} begins with`);
    const twice = factAt(submitted, 1, march(2));
    expect(() => foldReportPage(page(), twice.event, twice.stored)).toThrow('submitted twice');
  });
});
