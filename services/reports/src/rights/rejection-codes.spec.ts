import { REFUSAL_CODES } from '@sportello/contracts';
import { REPORT_REJECTION_CODES } from '../domain/report';

it('Everything that a report refuses has a code that callers know', () => {
  expect(REPORT_REJECTION_CODES.length).toBeGreaterThan(0);
  expect(REFUSAL_CODES).toEqual(expect.arrayContaining([...REPORT_REJECTION_CODES]));
});
