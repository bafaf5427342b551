import type { ReportEvent } from '../../domain/report';
import { assigned, CODE, facts, march, submitted } from '../../testing/facts';
import { foldPersonalData, isRelevant, type PersonalDataRow } from './personal-data.fold';

const resolved: ReportEvent = { type: 'report.resolved', data: { outcome: 'fixed' } };

function after(...events: readonly ReportEvent[]): PersonalDataRow | undefined {
  return facts(...events)
    .filter(({ stored }) => isRelevant(stored.type))
    .reduce<PersonalDataRow | undefined>((row, { stored, event }) => foldPersonalData(row, event, stored), undefined);
}

describe('What a report keeps of people', () => {
  it('is found by the HMACs of its contacts, and has no end while it is open', () => {
    expect(after(submitted, assigned())).toEqual({
      municipalityId: 'borgo-prova',
      code: CODE,
      revision: 0,
      submittedAt: march(1),
      endedAt: null,
      reporterErased: false,
      textRedacted: false,
      contactHmacs: ['hmac'],
    });
  });

  it('counts from its last end, whichever that was', () => {
    const reopened: ReportEvent = { type: 'report.reopened', data: { dueBy: march(30) } };
    const rejected: ReportEvent = { type: 'report.rejected', data: { sealedText: 'sealed' } };
    expect(after(submitted, assigned(), resolved)).toMatchObject({ endedAt: march(3), revision: 2 });
    expect(after(submitted, assigned(), resolved, reopened)).toMatchObject({ endedAt: null });
    expect(after(submitted, assigned(), resolved, reopened, rejected)).toMatchObject({ endedAt: march(5) });
  });

  it('is found by nobody once the reporter is erased', () => {
    const erased: ReportEvent = { type: 'report.reporter-erased', data: { reason: 'retention' } };
    const redacted: ReportEvent = { type: 'report.text-redacted', data: { reason: 'retention' } };
    expect(after(submitted, erased)).toMatchObject({ reporterErased: true, contactHmacs: [], textRedacted: false });
    expect(after(submitted, redacted)).toMatchObject({ reporterErased: false, textRedacted: true });
  });
});
