import { failureText, mayQuote } from './failure-text';

const coded = (code: unknown, name = 'error') =>
  Object.assign(new Error('Key (email)=(anna@example.org) already exists'), { code, name });

describe('A failure in words', () => {
  it.each([
    [coded('23505'), 'error 23505'],
    [coded('ECONNREFUSED', 'Error'), 'Error ECONNREFUSED'],
    [new RangeError('anna@example.org'), 'RangeError'],
    [coded({ of: 'anna@example.org' }), 'error'],
    ['anna@example.org', 'unknown failure'],
    [undefined, 'unknown failure'],
  ])('is name and code only: %#', (error, text) => expect(failureText(error)).toBe(text));
});

describe('The message of an error', () => {
  it.each(['23505', '22P02', 'P0001', 'XX000'])('may quote values when PostgreSQL wrote it: %s', (code) => {
    expect(mayQuote(coded(code))).toBe(true);
  });

  it('may quote values when the JSON parser wrote it', () => {
    expect(mayQuote(new SyntaxError('Unexpected token a in JSON'))).toBe(true);
  });

  it.each(['EPIPE', 'ECONNREFUSED', 'REPORT_NOT_FOUND', 503, undefined])('quotes nothing under the code %s', (code) => {
    expect(mayQuote(coded(code))).toBe(false);
  });
});
