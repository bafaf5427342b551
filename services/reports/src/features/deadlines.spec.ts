import { aMunicipality } from '../testing/a-municipality';
import { RulingsOfNow, ruling } from './deadlines';

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
