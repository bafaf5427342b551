import type { ImportedSubscriber } from '@sportello/contracts';
import { judge, type ImportGround } from './import-outcome';

const NOW = '2026-03-02T09:00:00.000Z';
const entry = (more: Partial<ImportedSubscriber> = {}): ImportedSubscriber => ({
  email: 'ada@example.org',
  consentedAt: '2024-05-10T09:30:00+02:00',
  source: 'modulo in biblioteca',
  ...more,
});
const outcome = (one: ImportedSubscriber, ground: Partial<ImportGround> = {}): string | undefined =>
  judge([one], { hmacs: ['a'], known: new Map(), languages: ['it'], now: NOW, ...ground })[0];

describe('A subscriber who is imported', () => {
  it('is added when nobody knew them', () => {
    expect(outcome(entry())).toBe('added');
    expect(outcome(entry({ language: 'it' }))).toBe('added');
  });

  it('stays as they are when they are there already', () => {
    expect(outcome(entry(), { known: new Map([['a', 'confirmed']]) })).toBe('known');
  });

  it('stays unsubscribed whatever a list says, whether or not the rest of it is right', () => {
    const known = new Map([['a', 'unsubscribed']] as const);
    expect(outcome(entry(), { known })).toBe('unsubscribed');
    expect(outcome(entry({ language: 'en', consentedAt: '2030-01-01T00:00:00Z' }), { known })).toBe('unsubscribed');
  });

  it('cannot have agreed in the future, in whatever offset that is written', () => {
    expect(outcome(entry({ consentedAt: '2026-03-02T09:00:00Z' }))).toBe('added');
    expect(outcome(entry({ consentedAt: '2026-03-02T09:00:01Z' }))).toBe('consent-in-the-future');
    expect(outcome(entry({ consentedAt: '2026-03-02T10:00:00+01:00' }))).toBe('added');
    expect(outcome(entry({ consentedAt: '2026-03-02T08:30:00-01:00' }))).toBe('consent-in-the-future');
  });

  it('reads it in a language that the municipality offers', () => {
    expect(outcome(entry({ language: 'en' }))).toBe('language-not-offered');
    expect(outcome(entry({ language: 'en' }), { languages: ['it', 'en'] })).toBe('added');
  });

  it('is added once when the list holds the address twice', () => {
    const ground = { hmacs: ['a', 'b', 'a'], known: new Map(), languages: ['it'], now: NOW } as const;
    expect(judge([entry(), entry(), entry()], ground)).toEqual(['added', 'added', 'known']);
    const first = entry({ language: 'en' });
    expect(judge([first, entry(), entry()], ground)).toEqual(['language-not-offered', 'added', 'added']);
  });
});
