import { assigned, CODE, facts, submitted } from '../testing/facts';
import { keysToDestroy } from './key-destruction';

describe('the keys that must go', () => {
  it('are the text’s when it was redacted, the reporter’s when they were erased, the files’ with either, and no others', () => {
    const stored = facts(
      submitted,
      assigned(),
      { type: 'report.text-redacted', data: { reason: 'request' } },
      { type: 'report.reporter-erased', data: { reason: 'retention' } },
    ).map((fact) => fact.stored);
    expect(keysToDestroy(stored)).toEqual([
      { municipalityId: 'borgo-prova', subject: CODE, purpose: 'text' },
      { municipalityId: 'borgo-prova', subject: CODE, purpose: 'file' },
      { municipalityId: 'borgo-prova', subject: CODE, purpose: 'reporter' },
      { municipalityId: 'borgo-prova', subject: CODE, purpose: 'file' },
    ]);
  });

  it('go also where events before them, or they themselves, cannot be read', () => {
    const [erased] = facts(submitted, { type: 'report.reporter-erased', data: { reason: 'retention' } })
      .slice(1)
      .map((fact) => ({ ...fact.stored, data: 'not JSON' }));
    const unknown = { ...erased!, type: 'report.of-another-age', stream: 'report-borgo-prova_ANOTHER' };
    expect(keysToDestroy([unknown, erased!])).toEqual([
      { municipalityId: 'borgo-prova', subject: CODE, purpose: 'reporter' },
      { municipalityId: 'borgo-prova', subject: CODE, purpose: 'file' },
    ]);
  });
});
