import { LANGUAGES, REFUSAL_CODES } from '@sportello/contracts';
import { catalogueOf } from '../language/catalogues';
import { Problem, problemDocument } from './problem';
import { PROBLEM_CODES, PROBLEM_STATUS } from './problem-table';
import { asProblem } from './unexpected';

describe('the table of problems', () => {
  it('has an HTTP error status for every code that a service can refuse with', () => {
    for (const code of REFUSAL_CODES) expect([code, PROBLEM_STATUS[code]]).toEqual([code, expect.any(Number)]);
    for (const status of Object.values(PROBLEM_STATUS)) expect(status).toBeGreaterThanOrEqual(400);
  });

  it.each(LANGUAGES)('explains every code to people in %s', (language) => {
    for (const code of PROBLEM_CODES) {
      const { title, detail } = catalogueOf(language).problems[code];
      expect([code, title.length > 3, detail.length > 10]).toEqual([code, true, true]);
    }
  });

  it('says the same thing differently in the two languages', () => {
    for (const code of PROBLEM_CODES) {
      expect(catalogueOf('it').problems[code].detail).not.toBe(catalogueOf('en').problems[code].detail);
    }
  });
});

describe('a problem document', () => {
  it('has the members of RFC 9457 and ours', () => {
    const problem = Problem.of({ code: 'INVALID_REQUEST', errors: [{ field: 'subject', message: 'is missing' }] });
    expect(problemDocument(problem, { publicUrl: 'https://borgo.example', language: 'en', traceId: 'abc' })).toEqual({
      type: 'https://borgo.example/problems/INVALID_REQUEST',
      title: 'Invalid request',
      status: 400,
      detail: expect.any(String),
      code: 'INVALID_REQUEST',
      errors: [{ field: 'subject', message: 'is missing' }],
      traceId: 'abc',
    });
  });
});

describe('an error that nobody made a problem of', () => {
  it.each([
    ['BusUnavailable', 'SERVICE_UNAVAILABLE'],
    ['BusTimeout', 'SERVICE_UNAVAILABLE'],
    ['DatabaseUnavailable', 'SERVICE_UNAVAILABLE'],
    ['MessageTooLarge', 'MESSAGE_TOO_LARGE'],
    ['BusFailure', 'INTERNAL_ERROR'],
    ['TypeError', 'INTERNAL_ERROR'],
  ])('of the kind %s is %s', (name, code) => {
    expect(asProblem(Object.assign(new Error('inside'), { name })).code).toBe(code);
  });

  it('that says a part is down says when to try again', () => {
    expect(asProblem(Object.assign(new Error('inside'), { name: 'BusTimeout' })).headers).toHaveProperty('retry-after');
  });
});
