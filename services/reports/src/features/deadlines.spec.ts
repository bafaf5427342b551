import { knownReport } from '../rights/known-report';
import type { ReportEvent } from '../domain/report';
import { aMunicipality } from '../testing/a-municipality';
import { assigned, facts, march, submitted } from '../testing/facts';
import { RulingsOfNow, ruling, rulingAnew } from './deadlines';

describe('the rulings of new reports', () => {
  const municipality = aMunicipality();

  it('are those of the calendar, at every hour around midnight and around the change of the clocks', () => {
    const rulings = new RulingsOfNow();
    const start = Date.parse('2026-03-28T20:00:00Z');
    for (let minutes = 0; minutes < 36 * 60; minutes += 7) {
      const now = new Date(start + minutes * 60_000).toISOString();
      const report = { kind: 'issue', category: 'potholes' } as const;
      expect(rulings.of(report, now, municipality)).toEqual(ruling(report, now, municipality));
    }
  });

  it('tell apart kind, category, what was asked to stay private, and the Comune', () => {
    const rulings = new RulingsOfNow();
    const now = '2026-03-02T09:00:00Z';
    const of = (report: object, where = municipality): ReturnType<typeof ruling> =>
      rulings.of({ kind: 'issue', category: 'potholes', ...report }, now, where);
    expect(of({})?.visibility).toBe('public');
    expect(of({ privateAsked: true })?.visibility).toBe('private');
    expect(of({ kind: 'complaint' })?.dueBy).not.toBe(of({})?.dueBy);
    expect(of({ category: 'trees' })?.proposedDepartment).toBe('green');
    expect(of({ category: 'dragons' })).toBeUndefined();
    const strict = { ...aMunicipality('altrove'), sla: { issue: 1, suggestion: 1, complaint: 1 } };
    expect(of({}, strict)?.dueBy).not.toBe(of({})?.dueBy);
  });
});

describe('the deadline of a report that turns out to be of another kind', () => {
  const municipality = aMunicipality();
  const asked: ReportEvent = { type: 'report.information-requested', data: {} };
  const answered = (dueBy: string): ReportEvent => ({ type: 'report.information-provided', data: { dueBy } });
  const moved = (dueBy: string): ReportEvent => ({ type: 'report.deadline-changed', data: { dueBy } });
  /** One event a day from Sunday the first of March 2026 on; then it is a suggestion: 20 working days instead of 10. */
  const dueBy = (kind: 'issue' | 'suggestion', ...events: readonly ReportEvent[]): string | undefined => {
    const { initialState, evolve } = knownReport.decider;
    const known = facts(submitted, ...events).reduce((before, { event }) => evolve(before, event), initialState);
    const found = { ...known, municipality, now: march(20), sealed: {} };
    return rulingAnew(found, { kind, category: 'potholes' })?.dueBy;
  };

  it('is what it would have been from the start', () => {
    expect(dueBy('suggestion', assigned())).toBe(
      ruling({ kind: 'suggestion', category: 'potholes' }, march(1), municipality)?.dueBy,
    );
  });

  it('keeps the working days that the clock stood', () => {
    // asked on Tuesday the third, answered on Friday the sixth: three working days
    const wait = [
      asked,
      assigned({ firstTime: false, departmentChanged: false }),
      assigned({ firstTime: false, departmentChanged: false }),
      answered(march(19)),
    ];
    expect(dueBy('issue', assigned())).toBe('2026-03-13T22:59:59.000Z');
    expect(dueBy('issue', assigned(), ...wait)).toBe('2026-03-18T22:59:59.000Z');
  });

  it('keeps no wait that began when the deadline had passed, and none before the last reopening', () => {
    const late = submittedDueBy(march(2));
    expect(dueBy('issue', assigned(late), asked, answered(march(2)))).toBe('2026-03-13T22:59:59.000Z');
    const ended: ReportEvent[] = [
      { type: 'report.rejected', data: {} },
      { type: 'report.reopened', data: { dueBy: march(20) } },
    ];
    // reopened on Friday the sixth
    expect(dueBy('issue', assigned(), asked, answered(march(18)), ...ended)).toBe('2026-03-20T22:59:59.000Z');
  });

  it('is never before one that a person set, moved by the waits since', () => {
    const promised = '2026-06-01T10:00:00.000Z';
    expect(dueBy('suggestion', assigned(), moved(promised))).toBe(promised);
    expect(dueBy('suggestion', assigned({ dueBy: promised }))).toBe(promised);
    // one working day of waiting, on which the second of June, a holiday, does not count
    expect(dueBy('suggestion', assigned(), moved(promised), asked, answered('2026-06-03T10:00:00.000Z'))).toBe(
      '2026-06-03T10:00:00.000Z',
    );
    expect(dueBy('suggestion', moved(march(3)))).toBe(dueBy('suggestion'));
  });
});

function submittedDueBy(dueBy: string): { dueBy: string; firstTime: true } {
  return { dueBy, firstTime: true };
}
