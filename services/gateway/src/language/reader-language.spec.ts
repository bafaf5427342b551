import { readerLanguage } from './reader-language';

describe('the reader’s language', () => {
  it.each([
    [undefined, 'it'],
    ['en', 'en'],
    ['en-GB,en;q=0.9,it;q=0.8', 'en'],
    ['it;q=0.5, en;q=0.9', 'en'],
    ['de, fr;q=0.9', 'it'],
    ['de, en;q=0.1', 'en'],
    ['en;q=0', 'it'],
    ['en;q=nonsense', 'it'],
    [',,;;q=', 'it'],
  ])('of Accept-Language %s is %s', (acceptLanguage, language) => {
    expect(readerLanguage({ acceptLanguage })).toBe(language);
  });

  it('is the one asked for in the address first', () => {
    expect(readerLanguage({ lang: 'en', acceptLanguage: 'it' })).toBe('en');
    expect(readerLanguage({ lang: ['en', 'it'], acceptLanguage: 'it' })).toBe('it');
  });

  it('is one that the municipality offers', () => {
    expect(readerLanguage({ acceptLanguage: 'en' }, ['it'])).toBe('it');
  });
});
