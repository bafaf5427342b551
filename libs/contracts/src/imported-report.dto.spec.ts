import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { ImportedReport } from './imported-report.dto';

const aLine = {
  reference: 'URP-2019/17',
  type: 'issue',
  category: 'potholes',
  subject: 'Una buca in via Roma',
  description: 'Profonda.',
  submittedAt: '2019-03-02T10:00:00+01:00',
};

/** The dotted paths of the fields that are refused. */
function refused(fields: object): string[] {
  const paths = (errors: readonly ValidationError[], above = ''): string[] =>
    errors.flatMap(({ property, constraints, children = [] }) => [
      ...(constraints ? [above + property] : []),
      ...paths(children, `${above}${property}.`),
    ]);
  const report = plainToInstance(ImportedReport, { ...aLine, ...fields });
  return paths(validateSync(report, { whitelist: true, forbidNonWhitelisted: true }));
}

describe('A report of another system', () => {
  it('needs its reference and its date beside what every report needs, and no new consent', () => {
    expect(refused({})).toEqual([]);
    const nothing = Object.fromEntries(Object.keys(aLine).map((field) => [field, undefined]));
    expect(refused(nothing).sort()).toEqual(Object.keys(aLine).sort());
    expect(refused({ privacyAccepted: true })).toEqual(['privacyAccepted']);
  });

  it('keeps to the rules of every report', () => {
    expect(refused({ subject: 'ab', reporter: { email: 'nobody' }, location: { lat: 100, lon: 13 } }).sort()).toEqual([
      'location.lat',
      'reporter.email',
      'subject',
    ]);
    expect(plainToInstance(ImportedReport, { ...aLine, subject: '  Citta\u0300 ', reporter: null })).toMatchObject({
      subject: 'Città',
    });
  });

  it('may have had a life, each step with its date', () => {
    const at = '2019-03-04T10:00:00+01:00';
    expect(
      refused({
        assigned: { department: 'roads', at },
        started: { at },
        resolved: { at, outcome: 'fixed', note: 'Riparata.' },
      }),
    ).toEqual([]);
    expect(refused({ rejected: { at, reason: 'Non è nostra.' }, resolved: null })).toEqual([]);
    expect(
      refused({
        assigned: { department: 'Strade!', at },
        started: { at: '2019-03-04' },
        resolved: { at, outcome: 'done' },
        rejected: { at },
      }).sort(),
    ).toEqual(['assigned.department', 'rejected.reason', 'resolved.outcome', 'started.at']);
  });
});
