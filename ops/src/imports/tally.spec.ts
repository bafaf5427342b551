import type { ImportOutcome } from '@sportello/contracts/words';
import { Tally } from './tally';

const done = (outcome: 'imported' | 'continued' | 'unchanged'): ImportOutcome => ({
  outcome,
  reference: 'A',
  code: 'C',
});
const refused: ImportOutcome = {
  outcome: 'refused',
  reference: 'B-2',
  problem: { code: 'INVALID_REQUEST', detail: 'subject is missing' },
};

function aTally(dryRun: boolean, outcomes: readonly ImportOutcome[]): Tally {
  const tally = new Tally('reports', dryRun);
  for (const [index, outcome] of outcomes.entries())
    tally.take({ line: { number: index + 1, start: 0, end: index + 1 }, outcome });
  return tally;
}

describe('What an import came to', () => {
  it('is one sentence when all is well', () => {
    const tally = aTally(false, [done('imported'), done('imported'), done('continued'), done('unchanged')]);
    expect(tally.forPeople(undefined)).toBe('2 reports were imported, 1 were continued, 1 are there already.');
  });

  it('tells of those who do not want it any more', () => {
    const text = aTally(false, [done('imported'), { outcome: 'unsubscribed' }]).forPeople(undefined);
    expect(text).toContain('imported, 1 do not want it any more and stay out.');
  });

  it('names the refused lines, why, and what to do', () => {
    const text = aTally(false, [done('imported'), refused]).forPeople(undefined);
    expect(text).toMatch(/^LINE +REFERENCE +WHY IT IS REFUSED\n2 +B-2 +subject is missing\n/);
    expect(text).toContain('1 reports were imported, 1 lines were refused.');
    expect(text).toContain('--rejects <file>');
    expect(aTally(false, [refused]).forPeople('bad.jsonl')).toContain('stand in bad.jsonl');
  });

  it('says in a dry run that nothing was changed', () => {
    expect(aTally(true, [done('imported')]).forPeople(undefined)).toBe(
      '1 reports would be imported.\nNo reports were changed: add --yes to do it.',
    );
  });

  it('keeps only the first refusals, however many there are', () => {
    const text = aTally(false, Array<ImportOutcome>(1_234).fill(refused)).forPeople('bad.jsonl');
    expect(text.split('\n').filter((line) => line.includes('B-2'))).toHaveLength(50);
    expect(text).toContain('... and 1,184 more');
  });

  it('tells of a file without lines, and of one that was not finished', () => {
    expect(aTally(true, []).forPeople(undefined)).toBe('There are no reports in this file.');
    expect(aTally(false, [done('imported')]).soFar()).toContain('Run it again for the rest');
  });
});
