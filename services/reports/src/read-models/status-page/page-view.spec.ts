import type { ReportPage } from '@sportello/contracts';
import type { ReportEvent } from '../../domain/report';
import { assigned, facts, folded, march, submitted } from '../../testing/facts';
import { pageView, textsOf, type Sight } from './page-view';
import { foldReportPage } from './report-page.fold';

/** The page as someone sees it; a text opens to what it was sealed as. */
function seen(sight: Sight, ...events: readonly ReportEvent[]): ReportPage {
  const row = folded(foldReportPage, facts(submitted, ...events));
  const opened = textsOf(row, sight).map(({ sealed }) => (typeof sealed === 'string' ? { text: sealed } : undefined));
  return pageView(row, sight, opened);
}
const notes = (sight: Sight, ...events: readonly ReportEvent[]): unknown[] =>
  seen(sight, ...events).timeline.map(({ step, note }) => (note === undefined ? step : [step, note]));

const life: readonly ReportEvent[] = [
  assigned({ sealedText: 'to roads' }),
  { type: 'report.work-started', data: { sealedText: 'take the van' } },
  { type: 'report.information-requested', data: { sealedText: 'where?' } },
  { type: 'report.information-provided', data: { dueBy: march(20), sealedText: 'there' } },
  { type: 'report.note-added', data: { public: true, sealedText: 'on monday' } },
  { type: 'report.resolved', data: { outcome: 'fixed', sealedText: 'done' } },
  { type: 'report.reopened', data: { dueBy: march(30), sealedText: 'broke again' } },
  { type: 'report.marked-duplicate', data: { of: '0123456789Z', sealedText: 'the same as the other' } },
];

describe('what was written on the way', () => {
  it('is all for staff', () => {
    expect(notes('staff', ...life)).toEqual([
      'submitted',
      ['assigned', 'to roads'],
      ['started', 'take the van'],
      ['information_requested', 'where?'],
      ['information_provided', 'there'],
      ['note_added', 'on monday'],
      ['resolved', 'done'],
      ['reopened', 'broke again'],
      ['marked_duplicate', 'the same as the other'],
    ]);
  });

  it('is not for the reporter where offices write to each other', () => {
    expect(notes('reporter', ...life)).toEqual([
      'submitted',
      'assigned',
      'started',
      ['information_requested', 'where?'],
      ['information_provided', 'there'],
      ['note_added', 'on monday'],
      ['resolved', 'done'],
      ['reopened', 'broke again'],
      'marked_duplicate',
    ]);
  });

  it('is for everybody what answers everybody', () => {
    expect(notes('public', ...life)).toEqual([
      'submitted',
      'assigned',
      'started',
      'information_requested',
      'information_provided',
      ['note_added', 'on monday'],
      ['resolved', 'done'],
      'reopened',
      'marked_duplicate',
    ]);
    expect(notes('public', { type: 'report.rejected', data: { sealedText: 'not ours' } })).toEqual([
      'submitted',
      ['rejected', 'not ours'],
    ]);
  });

  it('says that it was moderated to who may read it, and to nobody else', () => {
    const moderated: ReportEvent = {
      type: 'report.text-moderated',
      data: { revision: 4, restored: false, sealedText: 'round the corner' },
    };
    const answer = (sight: Sight): unknown => {
      const { note, moderated: by } = seen(sight, ...life, moderated).timeline[4] ?? {};
      return [note, by];
    };
    expect(answer('reporter')).toEqual(['round the corner', true]);
    expect(answer('public')).toEqual([undefined, undefined]);
    expect(answer('progress')).toEqual([undefined, undefined]);
  });

  it('is for nobody who sees only where the report stands', () => {
    expect(notes('progress', ...life).every((step) => typeof step === 'string')).toBe(true);
  });

  it('does not even show as a step to others when it is all that an office did', () => {
    const aside = assigned({ firstTime: false, departmentChanged: false, sealedText: 'mind the dog' });
    expect(notes('staff', assigned(), aside)).toEqual(['submitted', 'assigned', ['assigned', 'mind the dog']]);
    for (const sight of ['reporter', 'public', 'progress'] as const)
      expect(notes(sight, assigned(), aside)).toEqual(['submitted', 'assigned']);
  });
});
