import { assigned, CODE, facts, submitted } from '../testing/facts';
import { keysToDestroy } from './key-destruction';

describe('the keys that must go', () => {
  it('are the text’s when it was redacted, the reporter’s when they were erased, and no others', () => {
    const stored = facts(
      submitted,
      assigned(),
      { type: 'report.text-redacted', data: { reason: 'request' } },
      { type: 'report.reporter-erased', data: { reason: 'retention' } },
    ).map((fact) => fact.stored);
    expect(keysToDestroy(stored)).toEqual([
      { municipalityId: 'borgo-prova', subject: CODE, purpose: 'text' },
      { municipalityId: 'borgo-prova', subject: CODE, purpose: 'reporter' },
    ]);
  });
});
