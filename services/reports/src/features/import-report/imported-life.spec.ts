import type { ImportedReport } from '@sportello/contracts';
import { aMunicipality } from '../../testing/a-municipality';
import { problemsOfLife, problemsOfNames } from './imported-life';

const NOW = '2026-03-02T09:00:00.000Z';
const day = (number: number): string => `2019-03-${String(number).padStart(2, '0')}T10:00:00+01:00`;

function aReport(life: Partial<ImportedReport> = {}): ImportedReport {
  return {
    reference: 'A-1',
    type: 'issue',
    category: 'potholes',
    subject: 'Buca',
    description: 'Profonda.',
    submittedAt: day(2),
    ...life,
  };
}
const assigned = { department: 'roads', at: day(3) };
const resolved = { outcome: 'fixed', at: day(5) } as const;

describe('The life of an imported report', () => {
  it.each<[string, Partial<ImportedReport>]>([
    ['that nobody took charge of', {}],
    ['that was resolved', { assigned, started: { at: day(4) }, resolved }],
    ['that was resolved without a beginning of the work', { assigned, resolved }],
    ['that was rejected at once', { rejected: { at: day(2), reason: 'Non è nostra.' } }],
    ['of which everything happened at once', { assigned: { ...assigned, at: day(2) }, started: { at: day(2) } }],
  ])('is right for one %s', (_which, life) => {
    expect(problemsOfLife(aReport(life), NOW)).toEqual([]);
  });

  it.each<[string, Partial<ImportedReport>, string, string]>([
    ['was sent tomorrow', { submittedAt: '2026-03-03T00:00:00Z' }, 'submittedAt', 'lies in the future'],
    [
      'ends tomorrow',
      { assigned, resolved: { ...resolved, at: '2026-03-02T10:00:01+01:00' } },
      'resolved.at',
      'lies in the future',
    ],
    ['was assigned before it was sent', { assigned: { ...assigned, at: day(1) } }, 'assigned.at', 'before submittedAt'],
    ['ended before it began', { assigned, started: { at: day(6) }, resolved }, 'resolved.at', 'before started.at'],
    ['was worked on by nobody', { started: { at: day(4) } }, 'assigned', 'is missing'],
    ['was resolved by nobody', { resolved }, 'assigned', 'is missing'],
    ['ended twice', { assigned, resolved, rejected: { at: day(6), reason: 'No.' } }, 'rejected', 'one end'],
  ])('is wrong for one that %s', (_what, life, field, message) => {
    expect(problemsOfLife(aReport(life), NOW)).toEqual([{ field, message: expect.stringContaining(message) }]);
  });

  it('is of a category and a department that the Comune has; else it is told which those are', () => {
    const municipality = aMunicipality();
    expect(problemsOfNames(aReport({ assigned }), municipality)).toEqual([]);
    const wrong = aReport({ category: 'buche', assigned: { ...assigned, department: 'strade' } });
    expect(problemsOfNames(wrong, municipality)).toEqual([
      { field: 'category', message: 'is none of Borgo Prova: potholes, trees, noise' },
      { field: 'assigned.department', message: 'is none of Borgo Prova: roads, green' },
    ]);
  });
});
