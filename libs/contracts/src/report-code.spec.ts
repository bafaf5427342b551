import * as fc from 'fast-check';
import { isReportCode, readReportCode, reportCode } from './report-code';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const aCode = fc.uint8Array({ minLength: 7, maxLength: 32 }).map(reportCode);
const aPlace = fc.integer({ min: 0, max: 10 });

describe('The code of a report', () => {
  it('is eleven characters of Crockford base32, the last a check character', () => {
    expect(reportCode(new Uint8Array(7))).toBe('00000000000');
    fc.assert(fc.property(aCode, (code) => isReportCode(code) && /^[0-9A-HJKMNP-TV-Z]{11}$/.test(code)));
  });

  it('is decided by the first fifty bits alone', () => {
    const bytes = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(reportCode(Uint8Array.from([...bytes, 9]))).toBe(reportCode(bytes));
    expect(reportCode(Uint8Array.from([1, 2, 3, 4, 5, 6, 7 ^ 0b0011_1111]))).toBe(reportCode(bytes));
    expect(reportCode(Uint8Array.from([1, 2, 3, 4, 5, 6, 7 ^ 0b0100_0000]))).not.toBe(reportCode(bytes));
  });

  it('is not a code any more with any one character mistyped', () => {
    fc.assert(
      fc.property(aCode, aPlace, fc.constantFrom(...Array.from(ALPHABET)), (code, place, typed) => {
        const mistyped = code.slice(0, place) + typed + code.slice(place + 1);
        return isReportCode(mistyped) === (typed === code.charAt(place));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is not a code any more with two neighbours swapped, but for 0 and Z', () => {
    fc.assert(
      fc.property(aCode, fc.integer({ min: 0, max: 9 }), (code, place) => {
        const pair = code.slice(place, place + 2);
        const swapped = code.slice(0, place) + pair.charAt(1) + pair.charAt(0) + code.slice(place + 2);
        return isReportCode(swapped) === (swapped === code || pair === '0Z' || pair === 'Z0');
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read as people type it', () => {
    const code = reportCode(Uint8Array.from([200, 1, 8, 66, 31, 90, 255]));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(' ', '-', '')), (blanks) => {
        const typed = Array.from(code.toLowerCase(), (character, index) => character + (blanks[index] ?? '')).join('');
        return readReportCode(typed.replaceAll('0', 'o').replaceAll('1', 'l')) === code;
      }),
    );
  });

  it.each([undefined, null, 7, {}, [], '', '0', '00000000000 ', '0000000000O', '00000000000\n', 'i'.repeat(11)])(
    'is not %j',
    (value) => {
      expect(isReportCode(value)).toBe(false);
    },
  );
});
